using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// A block that still names an older registry head although a later registry block had existed for longer than
/// <c>registry_lag_max</c> (chain.md §3). Staying at one head is one offence. Canonical content: [sealed header, the later
/// registry block's sealed header].
/// </summary>
public sealed class StaleRegistryEvidence(Genesis genesis, SealedHeader stale, SealedHeader later) : OffenceEvidence(genesis)
{
    private const int Fields = 2;

    public SealedHeader Stale { get; } = stale;

    public SealedHeader Later { get; } = later;

    public override string Code => Offences.RegistryStale;

    public override Bytes32 Subject => Stale.Header.RegistryHead.HeaderHash;

    private protected override ulong Form => 3;

    /// <summary>What a block shows against its supernode; null where its registry head was new enough.</summary>
    /// <param name="genesis">Of the hospital's chain.</param>
    /// <param name="block">A sealed header of it.</param>
    /// <param name="next">The registry's sealed header after the one that the block names; null where there is none.</param>
    public static StaleRegistryEvidence? Of(Genesis genesis, SealedHeader block, SealedHeader? next) =>
        next is not null && block.Header.Height > 0 && block.Header.TimeMillis > next.Header.TimeMillis
        && block.Header.TimeMillis - next.Header.TimeMillis > genesis.Parameters.RegistryLagMaxMillis
            ? new StaleRegistryEvidence(genesis, block, next)
            : null;

    private protected override Refusal? Check()
    {
        var (stale, later) = (Stale.Header, Later.Header);
        return stale.Height == 0 || !IsSealed(Stale) ? Refusals.EvidenceUnproven.With("not a block of the supernode")
            : later.ChainId != Genesis.RegistryChainId || !Later.SealIsValid(Genesis.ManagerSigning) ? Refusals.EvidenceUnproven.With("not a registry block")
            : later.Height <= stale.RegistryHead.Height ? Refusals.EvidenceUnproven.With("no later registry block")
            : stale.TimeMillis <= later.TimeMillis || stale.TimeMillis - later.TimeMillis <= Genesis.Parameters.RegistryLagMaxMillis
                ? Refusals.EvidenceUnproven.With("within registry_lag_max")
            : null;
    }

    private protected override void WriteContent(CanonicalWriter writer)
    {
        writer.Array(Fields);
        Stale.Write(writer);
        Later.Write(writer);
    }

    internal static StaleRegistryEvidence Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new StaleRegistryEvidence(genesis, SealedHeader.Read(ref reader), SealedHeader.Read(ref reader));
    }
}
