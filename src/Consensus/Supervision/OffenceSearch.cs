using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Supervision;

/// <summary>
/// Looks for what the supernode of one hospital's chain did wrong (chain.md §4.5): forks, blocks that break a rule, promises
/// that a HEAD shows broken, registry heads kept too long. For one thread.
/// </summary>
/// <param name="chain">The hospital's chain.</param>
/// <param name="registry">Its registry; null on a node without it.</param>
public sealed class OffenceSearch(IWatchedChain chain, IWatchedChain? registry)
{
    /// <summary>Headers looked at in one go.</summary>
    private const int HeadersPerRoundMax = 2_000;

    private ulong watched;

    /// <summary>All that shows now; the same offence shows again until nobody asks any more.</summary>
    /// <param name="isSettled">Asked after each: kept, reported, or nothing to report. What is not shows again.</param>
    public IEnumerable<OffenceEvidence> Look(Predicate<OffenceEvidence> isSettled) => chain.ReadEvidence().Take(1)
        .Select(proof => new ForkEvidence(chain.Chain.Genesis, proof)).Concat<OffenceEvidence?>([chain.Offence])
        .Concat(BrokenPromises()).Concat(StaleHeads(isSettled)).OfType<OffenceEvidence>();

    private IEnumerable<OffenceEvidence?> BrokenPromises()
    {
        var (state, head) = (chain.Chain, chain.NewestHead);
        return head is null || head.HeaderHash != state.Head.Hash || chain.ReadHeader(state.Head.Height) is not { } newest
            ? []
            : chain.ReadOpenPromises().Select(promise => BrokenPromiseEvidence.Of(state, newest, head, promise));
    }

    /// <summary>Only blocks that this node's copy of the registry reaches: what it lacks may be the very block that matters.</summary>
    private IEnumerable<OffenceEvidence> StaleHeads(Predicate<OffenceEvidence> isSettled)
    {
        if (registry is null)
        {
            yield break;
        }

        var reached = Math.Max(registry.NewestHead?.TimeMillis ?? 0, registry.Chain.Head.TimeMillis);
        var next = watched + 1;
        for (var looked = 0; looked < HeadersPerRoundMax && chain.ReadHeader(next) is { } header && header.Header.TimeMillis <= reached; looked++, next++)
        {
            if (StaleRegistryEvidence.Of(chain.Chain.Genesis, header, registry.ReadHeader(header.Header.RegistryHead.Height + 1)) is not { } evidence)
            {
                continue;
            }

            yield return evidence;
            if (!isSettled(evidence))
            {
                break; // no room on the shelf: this header is looked at again, not passed over
            }
        }

        watched = next - 1;
    }
}
