using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// A chain's cosigned HEAD, the header that it names, and that the chain only grew since a block that the reader knows.
/// Canonical: [1, cosigned head bin, sealed header, history proof (a list of 0 or 1)]. Parsed only: <see cref="Refuses"/>
/// decides all but what cosignatures are worth (<see cref="WitnessCheck"/>).
/// </summary>
/// <param name="Head">The supernode's word and its witnesses'.</param>
/// <param name="Sealed">The header that it names.</param>
/// <param name="Since">Growth since an earlier block; null where none was asked for.</param>
public sealed record HeadUpdate(CosignedHead Head, SealedHeader Sealed, HistoryProof? Since)
{
    /// <summary>The longest canonical update.</summary>
    public const int BytesMax = CosignedHead.BytesMax + (2 * SealedHeader.BytesMax) + ((InclusionProof.PathCountMax + ConsistencyProof.PathCountMax) * 34) + 64;

    private const ulong Version = 1;
    private const int Fields = 4;

    public static Parsed<HeadUpdate> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var head = CosignedHead.Parse(reader.Bytes(0, CosignedHead.BytesMax));
        var header = SealedHeader.Read(ref reader);
        var since = reader.List(0, 1) == 1 ? HistoryProof.Read(ref reader) : null;
        return reader.Complete && head.Ok ? new HeadUpdate(head.Value, header, since) : Refusals.Malformed.With("head update");
    }

    /// <summary>Null when the supernode signed HEAD and header, they belong together, and the growth is proven.</summary>
    public Refusal? Refuses(Genesis genesis)
    {
        if (SealCheck.Refuses(Sealed, genesis) is { } refusal)
        {
            return refusal;
        }

        var (head, header) = (Head.Head, Sealed.Header);
        return head.ChainId != genesis.ChainId || head.Height != header.Height || head.HeaderHash != header.Hash || !head.SignatureIsValid(genesis.Supernode.Signing)
            ? Refusals.SealInvalid.With($"head {head.Height}")
            : Since?.Refuses(genesis, header);
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Head.ToBytes());
        Sealed.Write(writer);
        if (Since is null)
        {
            return writer.Array(0).ToArray();
        }

        writer.Array(1);
        Since.Write(writer);
        return writer.ToArray();
    }
}
