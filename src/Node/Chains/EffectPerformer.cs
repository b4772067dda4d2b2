using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Performs the effects of one round. What stays inside the node begins at once: signatures and verification. Then all
/// that is durable is written with one sync, then the rest happens in order. So nothing leaves the node, by answer or by
/// network, before the Persist that it follows is on the disk.
/// </summary>
internal sealed class EffectPerformer(
    ChainHost chain, ChainStore store, RoundWriter writer, ChainFacts facts, ChainSigner? signer, ChainReplies replies, RecordWaiters waiters, ChainHostShared shared)
{
    private ChainSigner Signer => signer ?? throw new InvalidOperationException("a follower is asked for the supernode's signature");

    /// <summary>What the core is to be told in return for a seal or a rejection that it asked for; null for any other effect.</summary>
    public CoreMessage? Sign(Effect effect)
    {
        switch (effect)
        {
            case SealHeader seal:
                var header = Signer.Seal(seal.Header);
                return new HeaderSealed(header.Header.Hash, header.Seal);
            case SignRejection reject:
                return new RejectionSigned(Signer.Rejection(chain.ChainId, reject.Rejection, reject.IssuedAtMillis));
            default:
                return null;
        }
    }

    /// <summary>Performs what is not signed already.</summary>
    public async Task PerformAsync(IReadOnlyList<Effect> effects, VerificationJobs jobs)
    {
        foreach (var effect in effects)
        {
            jobs.StartIfAsked(effect);
        }

        // Of several HEADs in one round the last says all that the others would.
        var newest = effects.OfType<SignHead>().LastOrDefault();
        var signed = newest is null ? null : Signer.Head(chain.ChainId, newest.Height, newest.HeaderHash, newest.TimeMillis);
        await writer.WriteAsync(effects, signed);
        foreach (var effect in effects)
        {
            Perform(effect);
        }

        if (signed is not null)
        {
            HeadIsNew(signed);
            chain.Peers.Broadcast(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(signed));
        }

        replies.Flush();
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

    private void Perform(Effect effect)
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
            case CosignHead cosign:
                chain.Cosign(cosign.Head);
                break;
            case RememberCosigned:
                break;
            case StopChain stop:
                Stop(stop.Refusal);
                chain.Peers.ReportEvidence(store.Evidence());
                break;
            case VerifyRecords or VerifyBlocks or SealHeader or SignHead or SignRejection:
                break; // begun or signed already
            default:
                Send(effect);
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
        chain.Cosignatures.See(head);
        chain.Observers.Tell((observer, host) => observer.HeadArrived(host, head));
    }
}
