using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>The hospital's side of a dispute (crypto.md §5): shows the system manager, sealed, the α that its desk issued for the visit.</summary>
public sealed class DisclosureDesk(HospitalIdentity hospital, ILedgers ledgers, SupervisionJournals journals, DeskStore desk, ILogger<DisclosureDesk> log)
{
    private readonly HashSet<Bytes32> answered = [];
    private readonly Dictionary<Bytes32, Bytes32> asked = [];

    /// <summary>Answers every dispute with this hospital that waits for α.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (ledgers.Registry is not { } registry)
        {
            return;
        }

        foreach (var note in journals.Of(registry).Cases().Where(note => note.Accused == hospital.Signing.PublicKey && !answered.Contains(note.CaseId)))
        {
            if (registry.State.Entries.Case(note.CaseId) is not { Stage: CaseStage.Disputed })
            {
                answered.Add(note.CaseId);
            }
            else if (!IsAsked(registry, note.CaseId) && registry.ReadRecord(note.CaseId)?.Record.Body is Report { Evidence.Value: DisputeEvidence dispute })
            {
                await AnswerAsync(registry, note.CaseId, dispute, cancellation);
            }
        }
    }

    /// <summary>The disclosure waits for its block. One that was rejected while the case is still disputed is made again.</summary>
    private bool IsAsked(ILedger registry, Bytes32 caseId) => asked.TryGetValue(caseId, out var last) && registry.State.Entries.Record(last) is null;

    private async Task AnswerAsync(ILedger registry, Bytes32 reportId, DisputeEvidence dispute, CancellationToken cancellation)
    {
        if (dispute.Visit() is not { } visit || desk.Find(visit.EvidenceHash) is not { } issued)
        {
            log.AlphaLost(reportId);
            answered.Add(reportId);
            return;
        }

        var genesis = registry.State.Genesis;
        if (!SealingPublicKey.TryDecode(genesis.ManagerSealing.Span, out var manager))
        {
            throw new InvalidDataException("the system manager's sealing key does not decode");
        }

        var body = new Disclosure { ReportId = reportId, SealedAlpha = AlphaDisclosure.Seal(manager, issued.Alpha.Span, reportId) };
        var record = Record.Sign(registry.ChainId, registry.State.Entries.Case(reportId)!.OpenedMillis, body, hospital.Signing);
        var submission = await registry.SubmitForPromiseAsync(record, TimeSpan.Zero, cancellation);
        if (submission.Answer.Refusal is { } refusal)
        {
            log.CaseRefused(reportId, body.Kind, refusal.ToString());
        }
        else
        {
            log.CaseMoved(reportId, body.Kind);
            asked[reportId] = record.Id;
        }
    }
}
