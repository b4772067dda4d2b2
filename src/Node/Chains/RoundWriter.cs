using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Storage;
using HospitalChain.Storage.Chains;
using HospitalChain.Storage.Committing;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Makes what one round of a chain's loop asks for durable, in the order asked, with one sync: accepted records, promises,
/// blocks with all that they change, the newest HEAD, what is about to be cosigned, and a block at which the chain stops. A round without a block shares its sync with the node's other chains.
/// </summary>
internal sealed class RoundWriter(ChainStore store, CosignedHeads cosigned, PoolStore pool, ChainFacts facts, GroupCommitter committer)
{
    /// <summary>Done when all of it is on the disk.</summary>
    /// <param name="effects">The round's.</param>
    /// <param name="signed">The HEAD that this node signed in this round; null where it signed none.</param>
    public async Task WriteAsync(IReadOnlyList<Effect> effects, SignedHead? signed)
    {
        var batch = new StoreBatch();
        var blocks = new List<ChangedBlock>();
        foreach (var effect in effects)
        {
            Gather(effect, batch, blocks);
        }

        if (signed is not null)
        {
            store.PutHead(batch, signed);
        }

        if (blocks.Count > 0)
        {
            store.Append(blocks, batch);
        }
        else if (batch.Count > 0)
        {
            await committer.CommitAsync(batch);
        }

        foreach (var stop in effects.OfType<StopChain>())
        {
            KeepEvidence(stop);
        }
    }

    private void Gather(Effect effect, StoreBatch batch, List<ChangedBlock> blocks)
    {
        switch (effect)
        {
            case PersistRecord persist:
                pool.Accept(batch, persist.Record, persist.ReceivedMillis, persist.DeadlineMillis);
                break;
            case ForgetRecord forget:
                pool.Forget(batch, forget.RecordId);
                break;
            case KeepPromise keep when facts.Chain.Entries.Record(keep.Promise.RecordId) is null:
                pool.KeepPromise(batch, keep.Promise);
                break;
            case PersistBlock block:
                blocks.Add(new ChangedBlock(block.Block, block.Changes));
                break;
            case KeepHead keep:
                store.PutHead(batch, keep.Head);
                break;
            case CosignHead cosign:
                cosigned.PutOwn(batch, cosign.Head.Mark);
                break;
            case RememberCosigned remember:
                cosigned.PutOwn(batch, remember.Mark);
                break;
            case StopChain { Unlawful: { } wrong } stop:
                facts.Offence = OffenceOf(wrong, blocks);
                store.PutStop(batch, new ChainStop(wrong.Block.Sealed, stop.Refusal.Code, stop.Refusal.Detail, facts.Offence));
                break;
        }
    }

    private UnlawfulBlockEvidence? OffenceOf(UnlawfulBlock wrong, List<ChangedBlock> blocks) => StopEvidence.OffenceOf(
        wrong,
        height => blocks.Select(block => block.Block.Sealed).FirstOrDefault(sealedHeader => sealedHeader.Header.Height == height) ?? store.HeaderAt(height)); // it may be of this very round

    private void KeepEvidence(StopChain stop)
    {
        if (StopEvidence.ForkOf(stop, store.HeaderAt) is { } fork)
        {
            store.PutEvidence(fork);
        }
    }
}
