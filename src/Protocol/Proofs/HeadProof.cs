using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// That a header is an ancestor of the block of a HEAD, or that block itself: the later sealed header, the path to the
/// earlier one's hash under its history root, and the HEAD. Canonical: [sealed header, path, head].
/// </summary>
/// <param name="Sealed">The header that the HEAD names.</param>
/// <param name="Path">Sibling hashes, empty when both are the same block.</param>
/// <param name="Head">The supernode's word, with its time.</param>
public sealed record HeadProof(SealedHeader Sealed, InclusionProof Path, SignedHead Head)
{
    private const int Fields = 3;

    /// <summary>Proves <paramref name="header"/> under the newest block of a chain.</summary>
    /// <param name="header">The earlier header.</param>
    /// <param name="newest">The block that <paramref name="head"/> names.</param>
    /// <param name="history">Hashes of all headers before <paramref name="newest"/>, at least.</param>
    /// <param name="head">HEAD over <paramref name="newest"/>.</param>
    public static HeadProof Of(Header header, SealedHeader newest, HistoryTree history, SignedHead head) => new(
        newest,
        header.Height == newest.Header.Height
            ? new InclusionProof((long)header.Height, [])
            : history.ProveInclusion((long)header.Height, (long)newest.Header.Height),
        head);

    /// <summary>Null when <paramref name="header"/>, already known to be sealed, stands under this HEAD.</summary>
    public Refusal? Verify(Genesis genesis, Header header)
    {
        var newest = Sealed.Header;
        if (SealCheck.Refuses(Sealed, genesis) is { } refusal)
        {
            return refusal;
        }

        if (Head.ChainId != genesis.ChainId || Head.Height != newest.Height || Head.HeaderHash != newest.Hash
            || !Head.SignatureIsValid(genesis.Supernode.Signing))
        {
            return Refusals.SealInvalid.With($"head {Head.Height}");
        }

        var under = header.Height == newest.Height
            ? header.Hash == newest.Hash && Path.Path.IsEmpty
            : header.Height < newest.Height && newest.Height <= long.MaxValue
                && Path.Index == (long)header.Height
                && Path.Verify((long)newest.Height, newest.HistoryRoot, header.Hash);
        return under ? null : Refusals.ProofInvalid.With($"header {header.Height} under {newest.Height}");
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields);
        Sealed.Write(writer);
        HashListCodec.Write(writer, Path.Path.AsSpan());
        writer.Bytes(Head.ToBytes());
    }

    internal static HeadProof? Read(ref CanonicalReader reader, ulong height)
    {
        reader.Array(Fields);
        var header = SealedHeader.Read(ref reader);
        var path = HashListCodec.Read(ref reader, InclusionProof.PathCountMax);
        var head = SignedHead.Parse(reader.Bytes(0, SignedHead.BytesMax));
        if (reader.Failed || !head.Ok || height > long.MaxValue)
        {
            reader.Fail();
            return null;
        }

        return new HeadProof(header, new InclusionProof((long)height, [.. path]), head.Value);
    }
}
