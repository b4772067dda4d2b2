using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A decided record as its page shows it.</summary>
public sealed class RecordView
{
    private RecordView(ChainHost host, LocatedRecord located)
    {
        Located = located;
        ChainName = host.Name;
        Evidence = RecordEvidence.Of(host, located);
        Fields = located.IsRefused ? RecordFields.Of(located.Record) : [.. RecordFields.Of(located.Record), .. EmergencyFields.StandingOf(located.Record, host.Chain.Entries)];
        AuthorRole = RoleOf(host, located.Record);
        Rejection = located.IsRefused ? Evidence.Proof.Record : null;
    }

    public LocatedRecord Located { get; }

    public Record Record => Located.Record;

    public string ChainName { get; }

    public RecordEvidence Evidence { get; }

    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>What the author is enrolled as on this chain; "visit key" for a patient's.</summary>
    public string AuthorRole { get; }

    /// <summary>The rejection that carries it; null for an accepted record.</summary>
    public Record? Rejection { get; }

    /// <summary>The rejection's code; empty for an accepted record.</summary>
    public string RefusalCode => (Rejection?.Body as Rejection)?.Code ?? string.Empty;

    public static RecordView Of(ChainHost host, LocatedRecord located) => new(host, located);

    private static string RoleOf(ChainHost host, Record record)
    {
        var entries = host.Chain.Entries;
        return entries.Enrolment(record.Author) is { } enrolment ? enrolment.Role.ToString().ToLowerInvariant()
            : entries.VisitAuthoredBy(record.Author) is not null ? "visit key"
            : record.Author == host.Genesis.ManagerSigning ? "manager"
            : "enrolled on another chain";
    }
}
