using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Performs effects of one or several messages: first everything durable, in order, so that many records share a sync;
/// then the rest, in order. So nothing that follows a Persist happens before it is on the disk.
/// </summary>
internal sealed class EffectPerformer(
    ChainHost chain, ChainStore store, PoolStore pool, ChainFacts facts, ChainSigner? signer, ChainReplies replies, RecordWaiters waiters, ChainHostShared shared)
{
    private readonly List<Task> committing = [];

    /// <summary>Performs the effects and returns what the core is to be told in return.</summary>
    public async Task<IReadOnlyList<CoreMessage>> PerformAsync(IReadOnlyList<Effect> effects, VerificationJobs jobs)
    {
        foreach (var effect in effects)
        {
            await MakeDurableAsync(effect);
        }

        await CommittedAsync();
        var returned = new List<CoreMessage>();
        foreach (var effect in effects)
        {
            Perform(effect, jobs, returned);
        }

        replies.Flush();
        return returned;
    }

    /// <summary>The record's request; its answer goes to whoever made it.</summary>
    public void Expect(long requestId, ChainWork.Submit request) => replies.Expect(requestId, request);

    /// <summary>Answers every open request with a refusal: what they wait for never comes.</summary>
    public void RefuseExpected(Refusal refusal) => replies.RefuseExpected(refusal);

    /// <summary>The chain stands still from now on; the first reason stays.</summary>
    public void Stop(Refusal reason, Exception? failure = null)
    {
        if (facts.Stopped is not null)
        {
            return;
        }

        facts.Stopped = reason;
        shared.Log.ChainStopped(chain.Name, chain.ChainId, reason.ToString(), failure);
        shared.Meters.ChainStopped(reason.Code);
        chain.Peers.AnnounceStatus(chain);
        chain.Observers.Tell((observer, host) => observer.ChainStopped(host, reason));
    }

    /// <summary>Another node showed that the supernode equivocates; the evidence was verified.</summary>
    public void Stop(Equivocation evidence)
    {
        store.PutEvidence(evidence);
        Stop(Refusals.Equivocation.With($"height {evidence.Height}, shown by another node"));
    }

    private async ValueTask MakeDurableAsync(Effect effect)
    {
        switch (effect)
        {
            case PersistRecord persist:
                committing.Add(pool.AcceptAsync(persist.Record, persist.ReceivedMillis, persist.DeadlineMillis));
                break;
            case ForgetRecord forget:
                committing.Add(pool.ForgetAsync(forget.RecordId));
                break;
            case KeepPromise keep when facts.Chain.Entries.Record(keep.Promise.RecordId) is null:
                committing.Add(pool.KeepPromiseAsync(keep.Promise));
                break;
            case PersistBlock block:
                await CommittedAsync(); // a record may be accepted and decided in one round
                store.Append(block.Block, block.Changes);
                break;
            case KeepHead keep:
                store.PutHead(keep.Head);
                break;
            case StopChain stop:
                KeepEvidence(stop);
                break;
        }
    }

    private async Task CommittedAsync()
    {
        await Task.WhenAll(committing);
        committing.Clear();
    }

    private void KeepEvidence(StopChain stop)
    {
        var conflicting = ClaimOf(stop.Conflicting, stop.ConflictingHead);
        var held = ClaimOf(stop.Held, stop.HeldHead) ?? ClaimOf(store.HeaderAt(stop.Height), head: null);
        if (conflicting is not null && held is not null && Equivocation.Exclude(held, conflicting))
        {
            store.PutEvidence(new Equivocation(held, conflicting));
        }
    }

    /// <summary>A sealed header is the stronger half of a proof: it also shows what was in the block.</summary>
    private static HeightClaim? ClaimOf(SealedHeader? header, SignedHead? head) =>
        header is not null ? HeightClaim.Of(header) : head is not null ? HeightClaim.Of(head) : null;

    private void Perform(Effect effect, VerificationJobs jobs, List<CoreMessage> returned)
    {
        switch (effect)
        {
            case PersistRecord:
                shared.Meters.RecordAccepted(chain.Name);
                break;
            case PersistBlock block:
                facts.Chain = block.After;
                shared.Meters.BlockApplied(chain.Name, block.Block.Records.Count);
                chain.Observers.Tell((observer, host) => observer.BlockApplied(host, block.Block));
                break;
            case ForgetRecord forget:
                waiters.Signal(forget.RecordId);
                break;
            case KeepPromise keep:
                replies.Pass(keep.Promise);
                chain.Observers.Tell((observer, host) => observer.RecordPromised(host, keep.Promise));
                break;
            case Answer answer:
                replies.Answer(answer);
                break;
            case KeepHead keep:
                HeadIsNew(keep.Head);
                chain.Peers.Broadcast(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(keep.Head), except: keep.From);
                break;
            case VerifyRecords verify:
                jobs.Start(verify);
                break;
            case VerifyBlocks verify:
                jobs.Start(verify);
                break;
            case StopChain stop:
                Stop(stop.Refusal);
                chain.Peers.ReportEvidence(store.Evidence());
                break;
            case SealHeader or SignHead or SignRejection:
                Sign(effect, returned);
                break;
            default:
                Send(effect);
                break;
        }
    }

    private void Sign(Effect effect, List<CoreMessage> returned)
    {
        var seals = signer ?? throw new InvalidOperationException($"a follower is asked for {effect.GetType().Name}");
        switch (effect)
        {
            case SealHeader seal:
                var header = seals.Seal(seal.Header);
                returned.Add(new HeaderSealed(header.Header.Hash, header.Seal));
                break;
            case SignRejection reject:
                returned.Add(new RejectionSigned(seals.Rejection(chain.ChainId, reject.Rejection, reject.IssuedAtMillis)));
                break;
            case SignHead sign:
                var head = seals.Head(chain.ChainId, sign.Height, sign.HeaderHash, sign.TimeMillis);
                store.PutHead(head);
                HeadIsNew(head);
                chain.Peers.Broadcast(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(head));
                break;
        }
    }

    private void Send(Effect effect)
    {
        switch (effect)
        {
            case BroadcastBlock block:
                chain.Peers.Broadcast(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(block.Block));
                break;
            case ForwardRecords forward:
                foreach (var payload in RecordsFrame.Split(chain.ChainId, forward.Records))
                {
                    chain.Peers.SendTowardsSupernode(ChainFrames.RecordForward, payload);
                }

                break;
            case RequestBlocks request:
                chain.Peers.Send(request.Peer, ChainFrames.BlocksRequest, new BlocksRequestFrame(chain.ChainId, request.FromHeight, request.Count).ToBytes());
                break;
            case DropPeer drop:
                chain.Peers.Drop(drop.Peer, drop.Reason);
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.GetType().Name}");
        }
    }

    private void HeadIsNew(SignedHead head)
    {
        facts.NewestHead = head;
        chain.Observers.Tell((observer, host) => observer.HeadArrived(host, head));
    }
}
