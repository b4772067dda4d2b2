using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// Looks for what the supernodes of the hospitals' chains that this node follows did wrong (chain.md §4.5): forks, blocks
/// that break a rule, promises that a HEAD shows broken, registry heads kept too long. For one thread.
/// </summary>
public sealed class OffenceWatch(ChainDirectory chains)
{
    /// <summary>Headers looked at in one go.</summary>
    private const int HeadersPerRoundMax = 2_000;

    private readonly Dictionary<Bytes32, ulong> watched = [];

    /// <summary>All that shows now; the same offence shows again until nobody asks any more.</summary>
    /// <param name="isSettled">Asked after each: kept, reported, or nothing to report. What is not shows again.</param>
    public IEnumerable<OffenceEvidence> Look(Predicate<OffenceEvidence> isSettled)
    {
        foreach (var chain in chains.All.Where(chain => !chain.Genesis.IsRegistry && !chain.IsSupernode))
        {
            foreach (var evidence in chain.ReadEvidence().Take(1).Select(proof => new ForkEvidence(chain.Genesis, proof)).Concat<OffenceEvidence?>([chain.Offence])
                .Concat(BrokenPromises(chain)).Concat(StaleHeads(chain, isSettled)))
            {
                if (evidence is not null)
                {
                    yield return evidence;
                }
            }
        }
    }

    private static IEnumerable<OffenceEvidence?> BrokenPromises(ChainHost chain)
    {
        var (state, head) = (chain.Chain, chain.NewestHead);
        if (head is null || head.HeaderHash != state.Head.Hash || chain.ReadHeader(state.Head.Height) is not { } newest)
        {
            return [];
        }

        return chain.ReadOpenPromises().Select(promise => BrokenPromiseEvidence.Of(state, newest, head, promise));
    }

    /// <summary>Only blocks that this node's copy of the registry reaches: what it lacks may be the very block that matters.</summary>
    private IEnumerable<OffenceEvidence> StaleHeads(ChainHost chain, Predicate<OffenceEvidence> isSettled)
    {
        if (chains.Registry is not { } registry)
        {
            yield break;
        }

        var reached = Math.Max(registry.NewestHead?.TimeMillis ?? 0, registry.Chain.Head.TimeMillis);
        var next = watched.GetValueOrDefault(chain.ChainId) + 1;
        for (var looked = 0; looked < HeadersPerRoundMax && chain.ReadHeader(next) is { } header && header.Header.TimeMillis <= reached; looked++, next++)
        {
            if (StaleRegistryEvidence.Of(chain.Genesis, header, registry.ReadHeader(header.Header.RegistryHead.Height + 1)) is not { } evidence)
            {
                continue;
            }

            yield return evidence;
            if (!isSettled(evidence))
            {
                break; // no room on the shelf: this header is looked at again, not passed over
            }
        }

        watched[chain.ChainId] = next - 1;
    }
}
