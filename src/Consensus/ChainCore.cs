using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus;

/// <summary>
/// One chain at one node as a deterministic machine: (state, message, now) → (state, effects). No clock, disk, network,
/// randomness or key inside; the node performs the effects in order, and the same code runs in the simulator.
/// </summary>
public sealed class ChainCore
{
    private readonly CoreState core;
    private readonly Admission admission;
    private readonly Sealer sealer;
    private readonly BlockIntake intake;
    private readonly SyncPlanner sync;
    private readonly Forwarder forwarder;
    private readonly HeadWatch heads;
    private readonly SortedSet<Bytes32> confirmations = [];

    /// <param name="options">Bounds and role.</param>
    /// <param name="loaded">The chain as the store has it.</param>
    /// <param name="headerHashes">Hash of the header at each height, 0 to the newest.</param>
    /// <param name="pool">Durable accepted records, oldest first.</param>
    /// <param name="headTimeMillis">Time of the newest HEAD kept; 0 without one.</param>
    /// <param name="nowMillis">The node's clock.</param>
    public ChainCore(
        CoreOptions options, ChainState loaded, IReadOnlyList<Bytes32> headerHashes, IEnumerable<PoolEntry> pool, ulong headTimeMillis, ulong nowMillis)
    {
        core = new CoreState(options, loaded, headerHashes) { HeadTimeMillis = headTimeMillis };
        foreach (var entry in pool)
        {
            core.Pool.Add(new PendingRecord(entry.Record, entry.ReceivedMillis, entry.DeadlineMillis));
        }

        admission = new Admission(core);
        sealer = new Sealer(core, nowMillis);
        intake = new BlockIntake(core);
        sync = new SyncPlanner(core, intake);
        forwarder = new Forwarder(core);
        heads = new HeadWatch(core);
    }

    /// <summary>The chain after the newest block applied; immutable.</summary>
    public ChainState Chain => core.Chain;

    /// <summary>How far a record has come at this node.</summary>
    public SubmissionAnswer StatusOf(Bytes32 recordId) => admission.StatusOf(recordId);

    public CoreStatus Status() => new(
        core.Chain.Head.Height,
        core.HeadTimeMillis,
        core.Pool.Count,
        sealer.ReadyCount,
        core.Options.IsSupernode ? sealer.NextBlockAtMillis : 0,
        sync.BehindBy,
        Seals,
        core.Stopped);

    /// <summary>It may seal: it is the supernode, and after a restore its followers confirmed that there is no later block.</summary>
    private bool Seals => core.Options.IsSupernode && confirmations.Count >= core.Options.ConfirmationsBeforeSealing && core.Stopped is null;

    /// <summary>Takes one message in.</summary>
    /// <returns>What the node must do, in order.</returns>
    public IReadOnlyList<Effect> Handle(CoreMessage message, ulong nowMillis)
    {
        switch (message)
        {
            case Tick:
                break;
            case RecordSubmitted submitted:
                Submit(submitted, nowMillis);
                break;
            case RecordsVerified verified:
                sealer.Verified(verified, nowMillis);
                break;
            case RejectionSigned rejection:
                sealer.Rejected(rejection, nowMillis);
                break;
            case HeaderSealed seal:
                sealer.Sealed(seal, nowMillis);
                break;
            case PromiseArrived promised:
                forwarder.Promised(promised.Promise);
                break;
            case SupernodeRefused refused:
                forwarder.Refused(refused);
                break;
            case BlocksVerified verified:
                intake.Verified(verified, nowMillis);
                break;
            case RegistryAdvanced advanced:
                core.Registry.Add(advanced.Registry);
                break;
            default:
                FromPeer(message, nowMillis);
                break;
        }

        WorkOn(nowMillis);
        return core.TakeEffects();
    }

    private void Submit(RecordSubmitted message, ulong nowMillis)
    {
        if (core.Options.IsSupernode && !Seals && core.Stopped is null)
        {
            var refused = new SubmissionAnswer(message.Record.Record.Id, SubmissionStatus.Rejected, Refusal: Refusals.NotSealing);
            core.Emit(new Effects.Answer(message.RequestId, refused));
            return;
        }

        admission.Submit(message, promises: core.Options.IsSupernode, nowMillis);
    }

    private void FromPeer(CoreMessage message, ulong nowMillis)
    {
        switch (message)
        {
            case PeerJoined joined:
                sync.Joined(joined.Peer, joined.Height);
                if (joined.IsSupernode && !core.Options.IsSupernode)
                {
                    forwarder.SupernodeJoined(nowMillis);
                }

                break;
            case PeerLeft left:
                sync.Left(left.Peer);
                break;
            case BlocksArrived arrived:
                TakeBlocks(arrived);
                break;
            case HeadArrived arrived:
                sync.Seen(arrived.Peer, arrived.Head.Height);
                if (!heads.Take(arrived, nowMillis))
                {
                    core.Emit(new DropPeer(arrived.Peer, "lying: a head that the supernode did not sign"));
                }

                break;
            default:
                throw new InvalidOperationException($"unknown message {message.GetType().Name}");
        }
    }

    private void TakeBlocks(BlocksArrived arrived)
    {
        sync.Answered(arrived.Peer, empty: arrived.Blocks.Count == 0);
        if (!intake.Take(arrived.Blocks))
        {
            sync.Left(arrived.Peer);
            core.Emit(new DropPeer(arrived.Peer, "lying: a block that the supernode did not seal"));
        }
        else if (arrived.Blocks.Count > 0)
        {
            sync.Seen(arrived.Peer, arrived.Blocks[^1].Header.Height);
        }
    }

    private void WorkOn(ulong nowMillis)
    {
        if (core.Stopped is not null)
        {
            return;
        }

        if (Seals)
        {
            if (intake.Highest > core.Chain.Head.Height)
            {
                core.Stop(Refusals.Equivocation.With("another instance seals with this chain's key"), intake.Highest);
                return;
            }

            sealer.Tick(nowMillis);
            sync.Plan(nowMillis); // a peer that claims a later block shows it or is dropped
            return;
        }

        intake.Advance(nowMillis);
        sync.Plan(nowMillis);
        if (core.Options.IsSupernode)
        {
            confirmations.UnionWith(sync.PeersAtMost(core.Chain.Head.Height));
        }
        else
        {
            forwarder.Plan(nowMillis);
        }
    }
}
