using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Proof that a supernode equivocates, for the system manager's node (chain.md §4.6).</summary>
internal static class EvidenceFrame
{
    private const int Fields = 1;

    public static byte[] ToBytes(Equivocation evidence) => FrameEnvelope.Begin(Fields, evidence.One.ChainId).Bytes(evidence.ToBytes()).ToArray();

    /// <summary>Null when it is not canonical, or about another chain. <see cref="Equivocation.Refuses"/> decides what it is worth.</summary>
    public static Equivocation? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var bytes = reader.Bytes(0, Equivocation.BytesMax);
        return reader.Complete && Equivocation.Parse(bytes).Value is { } evidence && evidence.One.ChainId == chainId ? evidence : null;
    }
}
