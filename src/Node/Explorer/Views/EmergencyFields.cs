using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Escrows, emergencies and their reviews as the explorer shows them: who and when, never a share or a reason in words.</summary>
internal static class EmergencyFields
{
    public static IReadOnlyList<RecordField> Of(Escrow body) =>
    [
        Pid("Visit's pseudo-identity", body.Pid),
        new("For", body.Purpose == EscrowPurpose.BreakGlass ? "emergency officers, who open single records" : "guardians, who give a lost visit back"),
        new("Needed", $"{body.Commitments.Count} of {body.Holders.Count}"),
        .. body.Holders.Select((holder, index) => Hash($"Holder {index + 1}", holder)),
        .. body.Commitments.Select((point, index) => Bytes($"Commitment F{index}", point)),
        .. body.Shares.Select((share, index) => Closed($"Share {index + 1}", share, "only its holder opens it")),
    ];

    public static IReadOnlyList<RecordField> Of(Bytes32 chainId, EscrowWithdraw body) =>
    [
        Record("Escrow taken back", chainId, body.EscrowId),
        new("Since then", "nothing is opened, read or released under it"),
    ];

    /// <summary>How an escrow or an emergency stands at the newest block.</summary>
    public static IEnumerable<RecordField> StandingOf(Record record, ChainEntries entries)
    {
        if (record.Body is Escrow && entries.Escrow(record.Id) is { } escrow)
        {
            yield return new("Today", escrow.Withdrawn ? $"taken back by the patient at block {Wording.Number(escrow.WithdrawnAtHeight)}" : "stands");
        }

        if (record.Body is BreakGlassOpen && entries.BreakGlass(record.Id) is { } emergency)
        {
            yield return new("Today", (emergency.Closed ? $"closed at block {Wording.Number(emergency.ClosedAtHeight)}" : "not closed") + $", {Wording.Count(emergency.Opened.Count, "record")} read");
            yield return new("Review", emergency.Verdict == ReviewVerdict.None ? "none yet" : VerdictOf(emergency.Verdict));
        }
    }

    public static IReadOnlyList<RecordField> Of(Bytes32 chainId, BreakGlassOpen body) =>
    [
        Record("Escrow the patient chose", chainId, body.Terms.EscrowId),
        Hash("Visit", body.Terms.Visit),
        new("Reason", body.Terms.Reason),
        Time("Until", body.Terms.UntilMillis),
        Time("Review due", body.Terms.ReviewDueMillis),
        .. body.Terms.Officers.Select((officer, index) => Hash(index == 0 ? "Officer who leads" : $"Officer {index + 1}", officer)),
        Closed("Statement", body.Statement, "only the hospital opens it"),
    ];

    public static IReadOnlyList<RecordField> Of(Bytes32 chainId, BreakGlassClose body) =>
    [
        Record("Opening", chainId, body.OpenId),
        new("Records opened", Wording.Number((ulong)body.Opened.Count)),
        .. body.Opened.Select(opened => Record("Opened", chainId, opened)),
    ];

    public static IReadOnlyList<RecordField> Of(Bytes32 chainId, Review body) =>
    [
        Record("Opening", chainId, body.OpenId),
        new("Verdict", VerdictOf(body.Verdict)),
    ];

    private static string VerdictOf(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Justified => "justified",
        ReviewVerdict.Unjustified => "not justified: costs the officer who led it",
        _ => "overdue: costs the officer who led it",
    };
}
