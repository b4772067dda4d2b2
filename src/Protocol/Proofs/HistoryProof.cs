using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// That a chain only grew between two of its blocks (chain.md §3): the earlier header's hash stands in the later one's
/// history, and all history before it is the same in both (RFC 6962 consistency). Canonical, inside other proofs:
/// [earlier sealed header, path to its hash, consistency of the history roots]. Parsed only: <see cref="Refuses"/> decides.
/// </summary>
/// <param name="Earlier">The earlier header.</param>
/// <param name="Path">From its hash to the later header's history root.</param>
/// <param name="Consistency">From its own history root to the later one's.</param>
public sealed record HistoryProof(SealedHeader Earlier, InclusionProof Path, ConsistencyProof Consistency)
{
    private const int Fields = 3;

    /// <summary>Proves growth from one sealed header to a later one.</summary>
    /// <param name="earlier">The earlier header.</param>
    /// <param name="later">The later one, higher.</param>
    /// <param name="history">Hashes of all headers before <paramref name="later"/>, at least.</param>
    public static HistoryProof Of(SealedHeader earlier, Header later, HistoryTree history)
    {
        var (from, to) = ((long)earlier.Header.Height, (long)later.Height);
        return new HistoryProof(earlier, history.ProveInclusion(from, to), history.ProveConsistency(from, to));
    }

    /// <summary>Null when <paramref name="later"/>, already known to be sealed, continues <see cref="Earlier"/>.</summary>
    public Refusal? Refuses(Genesis genesis, Header later)
    {
        if (SealCheck.Refuses(Earlier, genesis) is { } refusal)
        {
            return refusal;
        }

        var earlier = Earlier.Header;
        return earlier.Height < later.Height && later.Height <= long.MaxValue
            && Path.Index == (long)earlier.Height
            && Path.Verify((long)later.Height, later.HistoryRoot, earlier.Hash)
            && Consistency.Verify((long)earlier.Height, earlier.HistoryRoot, (long)later.Height, later.HistoryRoot)
                ? null
                : Refusals.ProofInvalid.With($"history from {earlier.Height} to {later.Height}");
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields);
        Earlier.Write(writer);
        HashListCodec.Write(writer, Path.Path.AsSpan());
        HashListCodec.Write(writer, Consistency.Path.AsSpan());
    }

    internal static HistoryProof? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var earlier = SealedHeader.Read(ref reader);
        var path = HashListCodec.Read(ref reader, InclusionProof.PathCountMax);
        var consistency = HashListCodec.Read(ref reader, ConsistencyProof.PathCountMax);
        if (reader.Failed || earlier.Header.Height > long.MaxValue)
        {
            reader.Fail();
            return null;
        }

        return new HistoryProof(earlier, new InclusionProof((long)earlier.Header.Height, [.. path]), new ConsistencyProof([.. consistency]));
    }
}
