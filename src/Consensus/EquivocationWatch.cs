using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus;

/// <summary>
/// Compares everything the supernode signed about a height (chain.md §4.6): what is applied, sealed headers held, HEADs.
/// Two header hashes at one height stop the chain, and both sides of the proof go along; none is ever picked.
/// </summary>
internal sealed class EquivocationWatch(CoreState core)
{
    /// <summary>Heights above the applied ones that are remembered; the nearest stay.</summary>
    private const int SightingsMax = 512;

    private readonly SortedDictionary<ulong, Sighting> ahead = [];

    /// <summary>The highest height that the supernode signed for, or the applied one.</summary>
    public ulong Highest => ahead.Count == 0 ? core.Chain.Head.Height : Math.Max(core.Chain.Head.Height, ahead.Keys.Last());

    /// <param name="header">A header whose seal is the supernode's.</param>
    public void See(SealedHeader header) => See(header.Header.Height, new Sighting(header.Header.Hash, header, Head: null));

    /// <param name="head">A HEAD whose signature is the supernode's.</param>
    public void See(SignedHead head) => See(head.Height, new Sighting(head.HeaderHash, Header: null, head));

    /// <summary>Compares what is applied by now with what was seen before, and forgets it.</summary>
    public void Settle()
    {
        while (ahead.Count > 0 && ahead.First() is var (height, sighting) && height <= core.Chain.Head.Height)
        {
            ahead.Remove(height);
            CompareWithApplied(height, sighting);
        }
    }

    private void See(ulong height, Sighting sighting)
    {
        if (height <= core.Chain.Head.Height)
        {
            CompareWithApplied(height, sighting);
        }
        else if (!ahead.TryGetValue(height, out var seen))
        {
            ahead.Add(height, sighting);
            if (ahead.Count > SightingsMax)
            {
                ahead.Remove(ahead.Keys.Last());
            }
        }
        else if (seen.Hash != sighting.Hash)
        {
            core.Stop(ReasonAt(height), height, sighting.Header, sighting.Head, seen.Header, seen.Head);
        }
        else if (seen.Header is null)
        {
            ahead[height] = sighting with { Head = seen.Head }; // a sealed header is the stronger half of a proof
        }
    }

    private void CompareWithApplied(ulong height, Sighting sighting)
    {
        if (core.HeaderHashes[(int)height] != sighting.Hash)
        {
            core.Stop(ReasonAt(height), height, sighting.Header, sighting.Header is null ? sighting.Head : null);
        }
    }

    private static Refusal ReasonAt(ulong height) => Refusals.Equivocation.With($"height {height}");
}
