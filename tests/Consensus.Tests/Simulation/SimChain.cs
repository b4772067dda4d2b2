using System.Buffers.Binary;
using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>One chain at one simulated node: the real core, with its effects performed one by one.</summary>
internal sealed class SimChain(Simulation simulation, SimNode node, Genesis genesis, Party? supernode, HospitalDesk desk) : IWatchedChain
{
    private readonly Dictionary<long, Action<SubmissionAnswer>> asked = [];
    private readonly Queue<CoreMessage> told = [];
    private long lastRequest;
    private bool telling;

    public Bytes32 ChainId { get; } = genesis.ChainId;

    public bool IsHospital => !genesis.IsRegistry;

    public bool IsSupernode => supernode is not null;

    public DurableStore Store { get; set; } = new(genesis);

    public ChainCore? Core { get; private set; }

    ChainState IWatchedChain.Chain => Store.Chain;

    SignedHead? IWatchedChain.NewestHead => Store.Head;

    OffenceEvidence? IWatchedChain.Offence => Store.Offence;

    SealedHeader? IWatchedChain.ReadHeader(ulong height) => Store.SealedAt(height);

    IReadOnlyList<Promise> IWatchedChain.ReadOpenPromises() => [.. Store.Promises.Values.Where(promise => Store.Chain.Entries.Record(promise.RecordId) is null)];

    IReadOnlyList<Equivocation> IWatchedChain.ReadEvidence() => Store.Fork is { } fork ? [fork] : [];

    /// <summary>Followers that must confirm before it seals, after a restore.</summary>
    public int Confirmations { get; set; }

    public void Start() => Core = Store.Stopped is null
        ? Store.Load(
            new CoreOptions
            {
                IsSupernode = IsSupernode,
                PendingRecordsMax = 64,
                VerifyRecordsMax = 20,
                SyncBlocksMax = 8,
                SyncTimeoutMillis = 2_500,
                ForwardRetryMillis = 1_500,
                ConfirmationsAfterRestore = Confirmations,
            },
            node.Clock)
        : null;

    public void Stop()
    {
        Core = null;
        asked.Clear();
        told.Clear();
    }

    public void Submit(Record record, Action<SubmissionAnswer> answered)
    {
        if (IsHospital && IsSupernode && simulation.Liar.EmptyPromise(record) is { } empty)
        {
            answered(new SubmissionAnswer(record.Id, SubmissionStatus.Promised, 0, empty.TimeMillis, empty.DeadlineMillis));
            return;
        }

        asked[++lastRequest] = answered;
        Tell(new RecordSubmitted(SignedRecord.Verify(record).OrThrow(), lastRequest));
    }

    public void Tell(CoreMessage message)
    {
        told.Enqueue(message);
        if (telling)
        {
            return; // performed after what is being performed
        }

        telling = true;
        while (told.TryDequeue(out var next) && Core is { } core)
        {
            foreach (var effect in core.Handle(next, node.Clock))
            {
                if (Core is null || node.CrashesBefore(effect))
                {
                    break;
                }

                Perform(effect);
            }
        }

        told.Clear();
        telling = false;
    }

    public void Receive(SimNode from, Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.RecordForward:
                foreach (var bytes in frame.Payload)
                {
                    Submit(Record.Parse(bytes).OrThrow(), answer => Reply(from, answer));
                }

                break;
            case FrameKind.PromiseReply:
                var promise = Promise.Parse(frame.Payload[0]).OrThrow();
                simulation.Checks.That(promise.SignatureIsValid(genesis.Supernode.Signing), "a promise that the supernode did not sign");
                Tell(new PromiseArrived(promise));
                break;
            case FrameKind.RefusalReply:
                Tell(new SupernodeRefused(new Bytes32(frame.Payload[0]), Refusals.Find(System.Text.Encoding.ASCII.GetString(frame.Payload[1]))!));
                break;
            case FrameKind.BlockAnnounce or FrameKind.BlocksResponse:
                Tell(new BlocksArrived(from.Fingerprint, frame.Payload.Select(bytes => Block.Parse(bytes).OrThrow()).ToArray()));
                break;
            case FrameKind.BlocksRequest:
                var first = (int)BinaryPrimitives.ReadUInt64BigEndian(frame.Payload[0]);
                var blocks = Store.Blocks.Skip(first - 1).Take(frame.Payload[0][8]).Select(block => ShownTo(from, block).ToBytes());
                Send(from, FrameKind.BlocksResponse, blocks.ToArray());
                break;
            case FrameKind.HeadAnnounce:
                Tell(new HeadArrived(from.Fingerprint, SignedHead.Parse(frame.Payload[0]).OrThrow()));
                break;
            case FrameKind.Cosignature:
                var cosignature = Cosignature.Parse(frame.Payload[0]).OrThrow();
                simulation.Checks.That(cosignature.SignatureIsValid() && cosignature.Witness == from.Party.Key, "a cosignature of somebody else");
                Store.Keep(cosignature);
                break;
        }
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case PersistRecord persist:
                simulation.Checks.Plaintext.Look(persist.Record.Bytes.Span, "a stored record");
                Store.Keep(persist);
                break;
            case PersistBlock persist:
                simulation.Checks.Plaintext.Look(persist.Changes);
                simulation.Checks.Applied(node, this, persist);
                Store.Keep(persist);
                if (!IsHospital)
                {
                    node.RegistryMayBeNew();
                }

                break;
            case ForgetRecord forget:
                simulation.Checks.Forgotten(forget.RecordId, forget.Refusal);
                Store.Forget(forget.RecordId);
                break;
            case KeepPromise keep:
                Store.Promises[keep.Promise.RecordId] = keep.Promise;
                break;
            case KeepHead keep:
                Store.Head = keep.Head;
                Broadcast(FrameKind.HeadAnnounce, _ => keep.Head.ToBytes(), except: keep.From);
                break;
            case CosignHead cosign:
                simulation.Checks.HeadCosigned(node, this, cosign.Head.Mark);
                Store.Cosigned = cosign.Head.Mark;
                var signed = Cosignature.Sign(ChainId, cosign.Head.Mark, node.Party.Signing);
                Broadcast(FrameKind.Cosignature, _ => signed.ToBytes());
                break;
            case RememberCosigned remember:
                Store.Cosigned = remember.Mark;
                break;
            case StopChain stop:
                simulation.Note($"{node.Name} stops: {stop.Refusal}");
                Store.Keep(stop);
                break;
            case Answer answer:
                simulation.Checks.Answered(node, this, answer.Content);
                if (asked.Remove(answer.RequestId, out var answered))
                {
                    answered(answer.Content);
                }

                break;
            case VerifyRecords or VerifyBlocks:
                var life = node.Life;
                simulation.Schedule.After(5 + simulation.Upto(300), () => Verified(effect, life));
                break;
            case SealHeader or SignHead or SignRejection:
                Sign(effect);
                break;
            default:
                Send(effect);
                break;
        }
    }

    private void Verified(Effect effect, int life)
    {
        if (!node.IsUp || life != node.Life)
        {
            return;
        }

        var seed = simulation.NextBytes32();
        if (effect is VerifyRecords records)
        {
            Tell(new RecordsVerified(records.JobId, desk.Verify(records, seed)));
        }
        else if (effect is VerifyBlocks blocks)
        {
            var (verified, refusal) = BlockVerifier.Verify(blocks.Planned, seed);
            Tell(new BlocksVerified(blocks.JobId, verified, refusal));
        }
    }

    private void Sign(Effect effect)
    {
        switch (effect)
        {
            case SealHeader seal:
                Tell(new HeaderSealed(seal.Header.Hash, Signed.Seal(supernode!, seal.Header).Seal));
                break;
            case SignRejection sign:
                var record = Record.Sign(ChainId, sign.IssuedAtMillis, sign.Rejection, supernode!.Signing);
                Tell(new RejectionSigned(SignedRecord.Verify(record).OrThrow()));
                break;
            case SignHead sign:
                var head = Signed.Head(supernode!, ChainId, sign.Height, sign.HeaderHash, sign.TimeMillis);
                simulation.Checks.HeadSigned(this, head);
                Store.Head = head;
                Broadcast(FrameKind.HeadAnnounce, _ => head.ToBytes());
                break;
        }
    }

    private void Send(Effect effect)
    {
        switch (effect)
        {
            case BroadcastBlock broadcast:
                Broadcast(FrameKind.BlockAnnounce, to => ShownTo(to, broadcast.Block).ToBytes());
                break;
            case RequestBlocks request:
                var ask = new byte[9];
                BinaryPrimitives.WriteUInt64BigEndian(ask, request.FromHeight);
                ask[8] = (byte)request.Count;
                Send(simulation.NodeOf(request.Peer), FrameKind.BlocksRequest, ask);
                break;
            case ForwardRecords forward:
                if (simulation.TowardsSupernode(node, this) is { } next)
                {
                    Send(next, FrameKind.RecordForward, forward.Records.Select(record => record.Bytes.ToArray()).ToArray());
                }

                break;
            case DropPeer drop:
                simulation.Note($"{node.Name} drops {simulation.NodeOf(drop.Peer).Name}: {drop.Reason}");
                simulation.Checks.Dropped(drop);
                simulation.Network.Close(node.Index, simulation.NodeOf(drop.Peer).Index);
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.GetType().Name}");
        }
    }

    /// <summary>Only the supernode's word settles a forwarded record; another node's answer is its own.</summary>
    private void Reply(SimNode to, SubmissionAnswer answer)
    {
        if (!IsSupernode)
        {
            return;
        }

        if (answer.Status == SubmissionStatus.Promised)
        {
            var promise = Signed.Promise(supernode!, ChainId, answer.RecordId, answer.PromiseTimeMillis, answer.PromiseDeadlineMillis);
            Send(to, FrameKind.PromiseReply, promise.ToBytes());
        }
        else if (answer.Refusal is { } refusal)
        {
            Send(to, FrameKind.RefusalReply, answer.RecordId.ToArray(), System.Text.Encoding.ASCII.GetBytes(refusal.Code));
        }
    }

    private Block ShownTo(SimNode to, Block block) => IsHospital && IsSupernode ? simulation.Liar.Show(to, block) : block;

    private void Broadcast(FrameKind kind, Func<SimNode, byte[]> bytesFor, Bytes32? except = null)
    {
        foreach (var to in simulation.Nodes)
        {
            if (to != node && to.Fingerprint != except)
            {
                Send(to, kind, bytesFor(to));
            }
        }
    }

    private void Send(SimNode to, FrameKind kind, params byte[][] payload)
    {
        if (!(IsHospital && IsSupernode && simulation.Liar.Withholds(to, kind)))
        {
            simulation.Network.Send(node.Index, to.Index, new Frame(kind, ChainId, payload));
        }
    }
}
