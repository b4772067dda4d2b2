using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// The system manager's node as judge (chain.md §4.5): upholds evidence that proves itself, decides disputes on the α that
/// the hospital disclosed to it or failed to disclose in time, and sanctions what was upheld. Appeals are left to a person.
/// Without a sealing key disputes are left too.
/// </summary>
public sealed class Court(ILedger registry, SupervisionJournals journals, SigningKey manager, SealingKey? sealing, TimeProvider time, ILogger<Court> log)
{
    private readonly Dictionary<Bytes32, CaseStage> done = [];

    /// <summary>Takes every open case one step further.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        foreach (var note in journals.Of(registry).Cases())
        {
            var open = registry.State.Entries.Case(note.CaseId)!;
            if (done.GetValueOrDefault(note.CaseId, CaseStage.Closed) != open.Stage && StepOf(note.CaseId, open) is { } body
                && await SubmitAsync(note.CaseId, open, body, cancellation))
            {
                done[note.CaseId] = open.Stage;
            }
        }
    }

    private RecordBody? StepOf(Bytes32 reportId, CaseEntry open) => open.Stage switch
    {
        CaseStage.Proven => new Verdict { ReportId = reportId, Upheld = true },
        CaseStage.Disclosed => Decide(reportId),
        CaseStage.Disputed when IsOverdue(open) => new Verdict { ReportId = reportId, Upheld = true },
        CaseStage.Upheld => new Sanction { ReportId = reportId, Points = registry.State.Genesis.Parameters.CostOf(open.Code) },
        _ => null,
    };

    private bool IsOverdue(CaseEntry open) =>
        (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() > open.OpenedMillis + registry.State.Genesis.Parameters.RegistryLagMaxMillis;

    /// <summary>A disclosure that does not open, or is another visit's α, shows nothing for the hospital.</summary>
    private Verdict? Decide(Bytes32 reportId)
    {
        if (sealing is null || registry.ReadRecord(reportId)?.Record.Body is not Report { Evidence.Value: DisputeEvidence dispute } || DisclosureOf(reportId) is not { } disclosure)
        {
            return null;
        }

        var shown = AlphaDisclosure.TryOpen(sealing, disclosure.SealedAlpha.Span, reportId, out var alpha);
        return new Verdict { ReportId = reportId, Upheld = !shown || dispute.IsWrongBy(alpha) };
    }

    private Disclosure? DisclosureOf(Bytes32 reportId) =>
        journals.Of(registry).DisclosureIn(reportId) is { } recordId ? registry.ReadRecord(recordId)?.Record.Body as Disclosure : null;

    /// <summary>Issued when the case was opened, so that the same step is the same record after a restart.</summary>
    private async Task<bool> SubmitAsync(Bytes32 reportId, CaseEntry open, RecordBody body, CancellationToken cancellation)
    {
        var record = Record.Sign(registry.ChainId, open.OpenedMillis, body, manager);
        var submission = await registry.SubmitForPromiseAsync(record, TimeSpan.Zero, cancellation);
        if (submission.Answer.Refusal is { } refusal)
        {
            log.CaseRefused(reportId, body.Kind, refusal.ToString());
            return false;
        }

        log.CaseMoved(reportId, body.Kind);
        return true;
    }
}
