using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// Two header hashes at one height, both signed (chain.md §4.6). A chain forks once: whatever follows on either side is the
/// same offence. Canonical content: [one stand, the other].
/// </summary>
public sealed class ForkEvidence(Genesis genesis, SignedStand one, SignedStand other) : OffenceEvidence(genesis)
{
    private const int Fields = 2;

    public SignedStand One { get; } = one;

    public SignedStand Other { get; } = other;

    public override string Code => Offences.Equivocation;

    public override Bytes32 Subject => default;

    private protected override ulong Form => 0;

    private protected override Refusal? Check() =>
        One.ChainId != Genesis.ChainId || Other.ChainId != Genesis.ChainId ? Refusals.EvidenceUnproven.With("of another chain")
        : One.Height != Other.Height || One.HeaderHash == Other.HeaderHash ? Refusals.EvidenceUnproven.With("not two headers at one height")
        : !One.IsSignedBy(Genesis.Supernode.Signing) || !Other.IsSignedBy(Genesis.Supernode.Signing) ? Refusals.EvidenceUnproven.With("not signed by the supernode")
        : null;

    private protected override void WriteContent(CanonicalWriter writer)
    {
        writer.Array(Fields);
        One.Write(writer);
        Other.Write(writer);
    }

    internal static ForkEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return SignedStand.Read(ref reader) is { } one && SignedStand.Read(ref reader) is { } other ? new ForkEvidence(genesis, one, other) : null;
    }
}
