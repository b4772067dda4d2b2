using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Blocks;

/// <summary>The rules of a chain that its genesis fixes (chain.md §3, §4). Times in milliseconds, sizes in bytes.</summary>
public sealed class ChainParameters
{
    private const int Fields = 14;
    private const int CostsMax = 32;

    public uint VerifyIntervalMillis { get; init; } = 60_000;

    /// <summary>Fewer than a full block's records wait at most this long.</summary>
    public uint MaxRecordWaitMillis { get; init; } = 120_000;

    /// <summary>A PROMISE's deadline after its time; at least verify interval + record wait.</summary>
    public uint PromiseWaitMillis { get; init; } = 300_000;

    /// <summary>How often the supernode signs HEAD.</summary>
    public uint HeadIntervalMillis { get; init; } = 10_000;

    /// <summary>The PRE service refuses on a HEAD older than this.</summary>
    public uint HeadAgeMaxMillis { get; init; } = 60_000;

    /// <summary>
    /// A hospital that keeps an older registry head longer, though a later block existed, has made evidence against itself;
    /// as long it has to disclose α in a dispute.
    /// </summary>
    public uint RegistryLagMaxMillis { get; init; } = 3_600_000;

    /// <summary>Added to a team's deadlines.</summary>
    public uint GraceMillis { get; init; } = 180_000;

    /// <summary>A follower waits with a block further ahead of its clock than this.</summary>
    public uint ClockSkewMaxMillis { get; init; } = 30_000;

    public uint RecordsPerBlock { get; init; } = RecordLimits.RecordsPerBlockMax;

    /// <summary>The largest record other than a rejection.</summary>
    public uint RecordBytesMax { get; init; } = 32 * 1024;

    public uint CreditStart { get; init; } = 100;

    /// <summary>A doctor whose credit is at or below this is expelled, a hospital suspended.</summary>
    public uint CreditLowerBound { get; init; } = 60;

    /// <summary>
    /// What a refusal costs its doctor on a hospital's chain, and an offence its hospital on the registry chain, ordered by
    /// code; any other costs nothing.
    /// </summary>
    public IReadOnlyList<RefusalCost> RefusalCosts { get; init; } =
    [
        new("BLOCK_UNLAWFUL", 40),
        new("BREAK_GLASS_UNJUSTIFIED", 20),
        new("CAPSULE_INVALID", 10),
        new("DOCTOR_NOT_ASSIGNED", 5),
        new("EQUIVOCATION", 40),
        new("EVIDENCE_MISMATCH", 20),
        new("HOSPITAL_MISMATCH", 5),
        new("PROMISE_BROKEN", 10),
        new("RECEIPT_INVALID", 5),
        new("REGISTRY_STALE", 5),
        new("REJECTION_UNFOUNDED", 15),
        new("REVIEW_OVERDUE", 10),
        new("TEAM_MISMATCH", 5),
        new("TEAM_SIGNATURE_INVALID", 10),
    ];

    /// <summary>Points that a refusal with <paramref name="code"/> costs.</summary>
    public uint CostOf(string code)
    {
        foreach (var cost in RefusalCosts)
        {
            if (cost.Code == code)
            {
                return cost.Points;
            }
        }

        return 0;
    }

    /// <summary>Null, or what contradicts itself.</summary>
    public string? Contradiction() =>
        VerifyIntervalMillis == 0 || MaxRecordWaitMillis == 0 || HeadIntervalMillis == 0 ? "an interval is zero"
        : PromiseWaitMillis < (ulong)VerifyIntervalMillis + MaxRecordWaitMillis ? "promise_wait is less than verify_interval + max_record_wait"
        : GraceMillis < (ulong)VerifyIntervalMillis + MaxRecordWaitMillis ? "grace is less than verify_interval + max_record_wait"
        : HeadAgeMaxMillis < HeadIntervalMillis ? "head_max_age is less than the head interval"
        : RecordsPerBlock is 0 or > RecordLimits.RecordsPerBlockMax ? "records_per_block is not 1 to 10"
        : RecordBytesMax is 0 or > RecordLimits.RecordBytesMax - Rejection.OverheadBytesMax ? "record_bytes_max is out of range"
        : CreditLowerBound >= CreditStart ? "the credit bound is not below the start"
        : null;

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(1)
            .UInt(VerifyIntervalMillis).UInt(MaxRecordWaitMillis).UInt(PromiseWaitMillis).UInt(HeadIntervalMillis)
            .UInt(HeadAgeMaxMillis).UInt(RegistryLagMaxMillis).UInt(GraceMillis).UInt(ClockSkewMaxMillis)
            .UInt(RecordsPerBlock).UInt(RecordBytesMax).UInt(CreditStart).UInt(CreditLowerBound)
            .Array(RefusalCosts.Count);
        foreach (var cost in RefusalCosts)
        {
            writer.Array(2).Text(cost.Code).UInt(cost.Points);
        }
    }

    internal static ChainParameters Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(1);
        var parameters = new ChainParameters
        {
            VerifyIntervalMillis = (uint)reader.UInt(uint.MaxValue),
            MaxRecordWaitMillis = (uint)reader.UInt(uint.MaxValue),
            PromiseWaitMillis = (uint)reader.UInt(uint.MaxValue),
            HeadIntervalMillis = (uint)reader.UInt(uint.MaxValue),
            HeadAgeMaxMillis = (uint)reader.UInt(uint.MaxValue),
            RegistryLagMaxMillis = (uint)reader.UInt(uint.MaxValue),
            GraceMillis = (uint)reader.UInt(uint.MaxValue),
            ClockSkewMaxMillis = (uint)reader.UInt(uint.MaxValue),
            RecordsPerBlock = (uint)reader.UInt(RecordLimits.RecordsPerBlockMax),
            RecordBytesMax = (uint)reader.UInt(RecordLimits.RecordBytesMax),
            CreditStart = (uint)reader.UInt(uint.MaxValue),
            CreditLowerBound = (uint)reader.UInt(uint.MaxValue),
            RefusalCosts = ReadCosts(ref reader),
        };
        if (parameters.Contradiction() is not null)
        {
            reader.Fail();
        }

        return parameters;
    }

    private static RefusalCost[] ReadCosts(ref CanonicalReader reader)
    {
        var costs = new RefusalCost[reader.List(0, CostsMax)];
        for (var i = 0; i < costs.Length; i++)
        {
            reader.Array(2);
            costs[i] = new RefusalCost(reader.Text(RecordLimits.CodeBytesMax), (uint)reader.UInt(100));
            if (i > 0 && string.CompareOrdinal(costs[i - 1].Code, costs[i].Code) >= 0)
            {
                reader.Fail();
            }
        }

        return costs;
    }
}
