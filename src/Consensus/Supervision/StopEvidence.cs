using HospitalChain.Consensus.Effects;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Supervision;

/// <summary>What a chain's stop shows against its supernode, for anybody to verify alone.</summary>
public static class StopEvidence
{
    /// <summary>Two things that exclude each other; null where the stop has another reason.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="headerAt">Sealed header of an applied block; null above the newest.</param>
    public static Equivocation? ForkOf(StopChain stop, Func<ulong, SealedHeader?> headerAt)
    {
        var conflicting = ClaimOf(stop.Conflicting, stop.ConflictingHead);
        var held = ClaimOf(stop.Held, stop.HeldHead) ?? ClaimOf(headerAt(stop.Height), head: null)
            ?? (stop.Height == 0 ? null : ClaimOf(headerAt(stop.Height - 1), head: null)); // a block that follows another than ours
        return conflicting is not null && held is not null && Equivocation.Exclude(held, conflicting) ? new Equivocation(held, conflicting) : null;
    }

    /// <summary>A block under the supernode's seal that breaks a rule; null where no evidence could be made of it.</summary>
    /// <param name="wrong">The block.</param>
    /// <param name="headerAt">As above.</param>
    public static UnlawfulBlockEvidence? OffenceOf(UnlawfulBlock wrong, Func<ulong, SealedHeader?> headerAt) =>
        wrong.Registry is { } registry ? UnlawfulBlockEvidence.Of(wrong.Before, headerAt(wrong.Before.Head.Height), registry, wrong.Block) : null;

    /// <summary>The fork at which every node that follows the accused chain stops, once somebody reported it; null for any other report.</summary>
    /// <param name="record">Of the registry chain.</param>
    public static ForkEvidence? ReportedFork(Record record) =>
        record.Body is Report { Evidence.Value: ForkEvidence { Proof.IsFork: true } fork } ? fork : null;

    /// <summary>A sealed header is the stronger half of a proof: it also shows what was in the block.</summary>
    private static HeightClaim? ClaimOf(SealedHeader? header, SignedHead? head) =>
        header is not null ? HeightClaim.Of(header) : head is not null ? HeightClaim.Of(head) : null;
}
