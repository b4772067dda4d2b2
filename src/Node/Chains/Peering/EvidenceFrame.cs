using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Proof that a supernode equivocates, for the system manager's node (chain.md §4.6).</summary>
internal static class EvidenceFrame
{
    private const int Fields = 3;

    public static byte[] ToBytes(Equivocation evidence) => FrameEnvelope.Begin(Fields, evidence.Ours.Header.ChainId)
        .Bytes(evidence.Ours.ToBytes())
        .Bytes(evidence.Other?.ToBytes() ?? [])
        .Bytes(evidence.OtherHead?.ToBytes() ?? [])
        .ToArray();

    /// <summary>Null when it is not canonical, or about another chain. <see cref="IsProof"/> decides what it is worth.</summary>
    public static Equivocation? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var ours = SealedHeader.Parse(reader.Bytes(0, SealedHeader.BytesMax)).Value;
        var other = reader.Bytes(0, SealedHeader.BytesMax);
        var head = reader.Bytes(0, SignedHead.BytesMax);
        var evidence = ours is null || ours.Header.ChainId != chainId ? null : new Equivocation(
            ours, other.IsEmpty ? null : SealedHeader.Parse(other).Value, head.IsEmpty ? null : SignedHead.Parse(head).Value);
        return reader.Complete && evidence is not null && (evidence.Other is null) == other.IsEmpty && (evidence.OtherHead is null) == head.IsEmpty
            ? evidence
            : null;
    }

    /// <summary>Both parts are signed by the supernode, for the same height of this chain, and name different headers.</summary>
    public static bool IsProof(Equivocation evidence, Genesis genesis)
    {
        var (ours, supernode) = (evidence.Ours, genesis.Supernode.Signing);
        if (ours.Header.ChainId != genesis.ChainId || !ours.SealIsValid(supernode))
        {
            return false;
        }

        return IsOther(evidence.Other, ours, supernode) || IsOther(evidence.OtherHead, ours, supernode);
    }

    private static bool IsOther(SealedHeader? other, SealedHeader ours, Bytes32 supernode) =>
        other is not null && other.Header.ChainId == ours.Header.ChainId && other.Header.Height == ours.Header.Height
        && other.Header.Hash != ours.Header.Hash && other.SealIsValid(supernode);

    private static bool IsOther(SignedHead? head, SealedHeader ours, Bytes32 supernode) =>
        head is not null && head.ChainId == ours.Header.ChainId && head.Height == ours.Header.Height
        && head.HeaderHash != ours.Header.Hash && head.SignatureIsValid(supernode);
}
