using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// Two things that the supernode signed and that exclude each other (chain.md §4.6). A chain forks once: whatever follows
/// on either side is the same offence. So is every HEAD that takes blocks back, and it is another one than the fork, which
/// must be heard of however many of those were reported before. Canonical content: [equivocation].
/// </summary>
public sealed class ForkEvidence(Genesis genesis, Equivocation proof) : OffenceEvidence(genesis)
{
    private const int Fields = 1;

    public Equivocation Proof { get; } = proof;

    public override string Code => Offences.Equivocation;

    /// <summary>Zero for a fork; the chain's id for a HEAD that takes blocks back.</summary>
    public override Bytes32 Subject => Proof.IsFork ? default : Genesis.ChainId;

    private protected override ulong Form => 0;

    private protected override Refusal? Check() =>
        Proof.Refuses(Genesis) is { } refusal ? Refusals.EvidenceUnproven.With(refusal.ToString()) : null;

    private protected override void WriteContent(CanonicalWriter writer) => writer.Array(Fields).Bytes(Proof.ToBytes());

    internal static ForkEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return Equivocation.Parse(reader.Bytes(0, Equivocation.BytesMax)) is { Ok: true } proof ? new ForkEvidence(genesis, proof.Value!) : null;
    }
}
