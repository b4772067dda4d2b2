using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// The system manager's node as judge (chain.md §4.5): takes each case the step that <see cref="CaseJudge"/> names. A hospital's
/// time to disclose counts while this node is there to hear it: what passed while it was away costs nobody a dispute.
/// Without a sealing key disputes are left to a person.
/// </summary>
public sealed class Court(ILedger registry, SupervisionJournals journals, SigningKey manager, SealingKey? sealing, TimeProvider time, ILogger<Court> log)
{
    private readonly Dictionary<Bytes32, (CaseStage Stage, Bytes32 RecordId)> asked = [];
    private ulong hearsSince;
    private ulong heardAt;

    private ChainParameters Parameters => registry.State.Genesis.Parameters;

    /// <summary>Takes every open case one step further.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        Hear();
        foreach (var note in journals.Of(registry).Cases())
        {
            var open = registry.State.Entries.Case(note.CaseId)!;
            if (!IsAsked(note.CaseId, open) && CaseJudge.NextStep(Parameters, note.CaseId, open, IsOverdue(open), () => DisclosedIn(note.CaseId)) is { } body)
            {
                await SubmitAsync(note.CaseId, open, body, cancellation);
            }
        }
    }

    /// <summary>This node was away, or its registry stood still, where it was silent for longer than a HEAD may be old.</summary>
    private void Hear()
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        if (heardAt == 0 || now < heardAt || now - heardAt > Parameters.HeadAgeMaxMillis)
        {
            hearsSince = now;
        }

        heardAt = now;
    }

    private bool IsOverdue(CaseEntry open) => heardAt > Math.Max(open.OpenedMillis, hearsSince) + Parameters.RegistryLagMaxMillis;

    /// <summary>The step waits for its block. One that the chain rejected is asked for again, as another record.</summary>
    private bool IsAsked(Bytes32 caseId, CaseEntry open) =>
        asked.TryGetValue(caseId, out var last) && last.Stage == open.Stage && registry.State.Entries.Record(last.RecordId) is null;

    /// <summary>A disclosure that does not open, or is another visit's α, shows nothing for the hospital.</summary>
    private (DisputeEvidence Dispute, byte[]? Alpha)? DisclosedIn(Bytes32 reportId)
    {
        if (sealing is null || registry.ReadRecord(reportId)?.Record.Body is not Report { Evidence.Value: DisputeEvidence dispute } || DisclosureOf(reportId) is not { } disclosure)
        {
            return null;
        }

        return (dispute, AlphaDisclosure.TryOpen(sealing, disclosure.SealedAlpha.Span, reportId, out var alpha) ? alpha : null);
    }

    private Disclosure? DisclosureOf(Bytes32 reportId) =>
        journals.Of(registry).DisclosureIn(reportId) is { } recordId ? registry.ReadRecord(recordId)?.Record.Body as Disclosure : null;

    /// <summary>Issued when the case was opened, so that the same step is the same record after a restart.</summary>
    private async Task SubmitAsync(Bytes32 reportId, CaseEntry open, RecordBody body, CancellationToken cancellation)
    {
        if (RepeatedRecord.Sign(registry.State, open.OpenedMillis, body, manager) is not { } record)
        {
            return;
        }

        var submission = await registry.SubmitForPromiseAsync(record, TimeSpan.Zero, cancellation);
        if (submission.Answer.Refusal is { } refusal)
        {
            log.CaseRefused(reportId, body.Kind, refusal.ToString());
            return;
        }

        asked[reportId] = (open.Stage, record.Id);
        log.CaseMoved(reportId, body.Kind);
    }
}
