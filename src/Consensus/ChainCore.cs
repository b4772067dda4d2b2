using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
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
    private readonly RecordJudge judge;
    private readonly Sealer sealer;
    private readonly EquivocationWatch watch;
    private readonly BlockIntake intake;
    private readonly SyncPlanner sync;
    private readonly Forwarder forwarder;
    private readonly HeadWatch heads;
    private readonly HeadWitness witness;
    private readonly RestoreWait restore;

    /// <param name="options">Bounds and role.</param>
    /// <param name="loaded">The chain as the store has it.</param>
    /// <param name="headerHashes">Hash of the header at each height, 0 to the newest.</param>
    /// <param name="pool">Durable accepted records, oldest first.</param>
    /// <param name="newestHead">The newest HEAD kept; null without one.</param>
    /// <param name="cosigned">The newest head that this node cosigned; null without one.</param>
    /// <param name="nowMillis">The node's clock.</param>
    public ChainCore(
        CoreOptions options, ChainState loaded, IReadOnlyList<Bytes32> headerHashes, IEnumerable<PoolEntry> pool, SignedHead? newestHead, HeadMark? cosigned, ulong nowMillis)
    {
        core = new CoreState(options, loaded, headerHashes) { HeadTimeMillis = newestHead?.TimeMillis ?? 0 };
        foreach (var entry in pool.Where(entry => loaded.Entries.Record(entry.Record.Record.Id) is null))
        {
            var promisedAt = entry.DeadlineMillis == 0 ? 0 : entry.DeadlineMillis - core.Parameters.PromiseWaitMillis;
            core.Pool.Add(new PendingRecord(entry.Record, entry.ReceivedMillis, promisedAt, entry.DeadlineMillis));
        }

        admission = new Admission(core);
        judge = new RecordJudge(core, nowMillis);
        sealer = new Sealer(core, judge, nowMillis);
        watch = new EquivocationWatch(core);
        intake = new BlockIntake(core, watch);
        sync = new SyncPlanner(core, intake);
        forwarder = new Forwarder(core);
        witness = new HeadWitness(core, cosigned);
        heads = new HeadWatch(core, watch, witness, newestHead);
        restore = new RestoreWait(core, sync, watch);
    }

    /// <summary>The chain after the newest block applied; immutable.</summary>
    public ChainState Chain => core.Chain;

    /// <summary>How far a record has come at this node.</summary>
    public SubmissionAnswer StatusOf(Bytes32 recordId) => admission.StatusOf(recordId);

    public CoreStatus Status() => new(
        core.Chain.Head.Height,
        core.HeadTimeMillis,
        core.Pool.Count,
        core.Pool.CountIn(PendingStage.Ready),
        core.Options.IsSupernode ? sealer.NextBlockAtMillis : 0,
        sync.BehindBy,
        MaySeal && core.Stopped is null,
        !restore.IsOver,
        core.Stopped);

    /// <summary>Takes one message in.</summary>
    /// <returns>What the node must do, in order.</returns>
    public IReadOnlyList<Effect> Handle(CoreMessage message, ulong nowMillis)
    {
        if (message is RecordSubmitted submitted)
        {
            admission.Submit(submitted, Closed, nowMillis);
        }
        else if (core.Stopped is null)
        {
            Take(message, nowMillis);
        }

        WorkOn(nowMillis);
        return core.TakeEffects();
    }

    private bool MaySeal => core.Options.IsSupernode && restore.IsOver;

    /// <summary>Why no new record is taken; null when all is well.</summary>
    private Refusal? Closed =>
        core.Stopped is { } stopped ? Refusals.ChainStopped.With(stopped.Code)
        : core.Options.IsSupernode && !MaySeal ? Refusals.NotSealing
        : null;

    private void Take(CoreMessage message, ulong nowMillis)
    {
        switch (message)
        {
            case Tick:
                break;
            case RecordsVerified verified:
                judge.Verified(verified, nowMillis);
                break;
            case RejectionSigned rejection:
                judge.Rejected(rejection);
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
                intake.Verified(verified);
                break;
            case RegistryAdvanced advanced:
                core.Registry.Add(advanced.Registry);
                break;
            case CosignedBefore before:
                witness.Remember(before.Mark);
                break;
            default:
                FromPeer(message, nowMillis);
                break;
        }
    }

    private void FromPeer(CoreMessage message, ulong nowMillis)
    {
        switch (message)
        {
            case PeerJoined joined:
                sync.Joined(joined.Peer, joined.Height);
                restore.Joined(joined);
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
                TakeHead(arrived, nowMillis);
                break;
            default:
                throw new InvalidOperationException($"unknown message {message.GetType().Name}");
        }
    }

    private void TakeHead(HeadArrived arrived, ulong nowMillis)
    {
        if (heads.IsSigned(arrived.Head))
        {
            sync.Seen(arrived.Peer, arrived.Head.Height);
            heads.Take(arrived, nowMillis);
        }
        else
        {
            Drop(arrived.Peer, "lying: a head that the supernode did not sign");
        }
    }

    private void TakeBlocks(BlocksArrived arrived)
    {
        sync.Came(arrived.Peer, arrived.Blocks);
        if (!intake.Take(arrived.Blocks))
        {
            Drop(arrived.Peer, "lying: a block that the supernode did not seal");
        }
        else if (arrived.Blocks.Count > 0)
        {
            sync.Seen(arrived.Peer, arrived.Blocks[^1].Header.Height);
        }
    }

    private void Drop(Bytes32 peer, string reason)
    {
        sync.Left(peer);
        core.Emit(new DropPeer(peer, reason));
    }

    /// <summary>What is due by now, whatever came.</summary>
    private void WorkOn(ulong nowMillis)
    {
        watch.Settle();
        restore.Tick(nowMillis);
        if (MaySeal && core.Stopped is null && watch.Highest > core.Chain.Head.Height)
        {
            core.Stop(Refusals.Equivocation.With("another instance seals with this chain's key"), watch.Highest);
        }

        if (core.Stopped is not null)
        {
            return;
        }

        if (MaySeal)
        {
            sealer.Tick(nowMillis);
        }
        else
        {
            intake.Advance(nowMillis);
        }

        sync.Plan(nowMillis); // a sealing supernode asks too: a peer that claims a later block shows it or is dropped
        if (!core.Options.IsSupernode)
        {
            forwarder.Plan(nowMillis);
            if (core.Options.IsWitness && restore.IsOver && core.Stopped is null)
            {
                witness.Tick(nowMillis);
            }
        }
    }
}
