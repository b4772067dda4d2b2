using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Reports, verdicts, sanctions, appeals and restorations (chain.md §2, §4.5). Evidence is verified by every node that
/// applies the report, an offence is charged once, its points are the chain's parameters, and the bound acts by itself.
/// </summary>
internal static class SupervisionRules
{
    /// <summary>Whether the author may write this kind at all; null if so.</summary>
    public static Refusal? AuthorOf(Record record, JudgementContext context)
    {
        var (author, genesis) = (record.Author, context.Genesis);
        var role = context.Entries.Enrolment(author)?.Role;
        var allowed = record.Body switch
        {
            Report body => IsReporter(author, body.Reporter, context),
            Verdict or Sanction => author == genesis.Supernode.Signing,
            Restoration => author == genesis.Supernode.Signing || author == genesis.ManagerSigning,
            Disclosure => role == PartyRole.Hospital,
            Appeal => role == (genesis.IsRegistry ? PartyRole.Hospital : PartyRole.Doctor),
            _ => throw new InvalidOperationException($"no rule for the author of {record.Kind}"),
        };
        return allowed ? null
            : record.Body is Report ? Refusals.ReporterUnknown.With(string.Empty)
            : RecordRules.IsKnown(author, context) ? Refusals.AuthorNotAllowed.With(record.Kind)
            : Refusals.AuthorUnknown.With(string.Empty);
    }

    public static Refusal? CheckReport(Record record, Report body, JudgementContext context, List<Obligation> obligations)
    {
        if (!body.Evidence.Ok)
        {
            return body.Evidence.Refusal;
        }

        var evidence = body.Evidence.Value;
        var accused = evidence.Genesis;
        if (accused.RegistryChainId != context.Genesis.ChainId)
        {
            return Refusals.AccusedUnknown.With(accused.ChainId.ToString());
        }

        if (Accusation.Refuses(context.Entries, evidence) is { } refusal)
        {
            return refusal;
        }

        if (evidence is DisputeEvidence dispute && dispute.Refused?.Author is { } refused && refused != record.Author && refused != ForeignEnrolment.PartyOf(body.Reporter))
        {
            return Refusals.AuthorNotAllowed.With("only the doctor who was refused disputes it");
        }

        if (body.Reporter.ChainId != context.Genesis.ChainId)
        {
            var header = ForeignEnrolment.HeaderOf(body.Reporter)!;
            obligations.Add(ForeignEnrolment.SealOf(header, context.Entries.HospitalOf(body.Reporter.ChainId)!.Value, Refusals.ReporterUnknown));
        }

        obligations.Add(new EvidenceObligation(evidence, body.EvidenceBytes));
        return null;
    }

    /// <summary>Once, by the accused, while the case is disputed.</summary>
    public static Refusal? CheckDisclosure(Record record, Disclosure body, JudgementContext context) =>
        context.Entries.Case(body.ReportId) is not { } known ? Refusals.CaseUnknown.With(body.ReportId.ToString())
        : !context.Entries.AreOneParty(known.Accused, record.Author) ? Refusals.AuthorNotAllowed.With("only the accused discloses")
        : known.Stage != CaseStage.Disputed ? WrongStage(known)
        : null;

    /// <summary>
    /// What proves itself is upheld. A dispute is decided on the disclosed α; a hospital that does not disclose it in time
    /// has nothing to say for itself.
    /// </summary>
    public static Refusal? CheckVerdict(Verdict body, JudgementContext context) =>
        context.Entries.Case(body.ReportId) is not { } known ? Refusals.CaseUnknown.With(body.ReportId.ToString())
        : known.Stage switch
        {
            CaseStage.Proven => body.Upheld ? null : Refusals.VerdictUnfounded.With(known.Code),
            CaseStage.Disclosed => null,
            CaseStage.Disputed when body.Upheld && DisclosureIsOverdue(known, context) => null,
            _ => WrongStage(known),
        };

    public static Refusal? CheckSanction(Sanction body, JudgementContext context) =>
        context.Entries.Case(body.ReportId) is not { } known ? Refusals.CaseUnknown.With(body.ReportId.ToString())
        : known.Stage != CaseStage.Upheld ? WrongStage(known)
        : body.Points != context.Genesis.Parameters.CostOf(known.Code) ? Refusals.PointsMismatch.With($"{body.Points} for {known.Code}")
        : null;

    public static Refusal? CheckAppeal(Record record, Appeal body, JudgementContext context) =>
        context.Entries.Case(body.CaseId) is not { } known ? Refusals.CaseUnknown.With(body.CaseId.ToString())
        : !context.Entries.AreOneParty(known.Accused, record.Author) ? Refusals.AuthorNotAllowed.With("only who was charged appeals")
        : known.Stage != CaseStage.Sanctioned ? WrongStage(known)
        : null;

    public static Refusal? CheckRestoration(Restoration body, JudgementContext context) =>
        context.Entries.Case(body.CaseId) is not { } known ? Refusals.CaseUnknown.With(body.CaseId.ToString())
        : known.Stage != CaseStage.Appealed ? WrongStage(known)
        : body.Points > known.Points ? Refusals.PointsMismatch.With($"{body.Points} of {known.Points}")
        : null;

    /// <summary>
    /// The hospital of this chain is suspended: nothing new is taken. What exists can be read, shared and ended, promises
    /// end in rejections, and appeals go on.
    /// </summary>
    public static Refusal? SuspensionOf(Record record, JudgementContext context) =>
        record.Body is EnrolDoctor or RegisterVisit or Diagnosis or TeamOpen or TeamStep or TeamDiagnosis or OpenFolder or Document
        && context.Registry?.IsSuspended(context.Genesis.ChainId) == true
            ? Refusals.HospitalSuspended.With(string.Empty)
            : null;

    private static bool DisclosureIsOverdue(CaseEntry known, JudgementContext context) =>
        context.TimeMillis > known.OpenedMillis && context.TimeMillis - known.OpenedMillis > context.Genesis.Parameters.RegistryLagMaxMillis;

    /// <summary>Enrolled on the registry, or a doctor with a proof under a header of an enrolled hospital's chain.</summary>
    private static bool IsReporter(Bytes32 author, Grantee reporter, JudgementContext context) =>
        reporter.Key == author
        && (reporter.ChainId == context.Genesis.ChainId
            ? reporter.SealedHeader.IsEmpty && reporter.EnrolmentProof.IsEmpty && context.Entries.Enrolment(author) is not null
            : context.Entries.HospitalOf(reporter.ChainId) is not null && ForeignEnrolment.HeaderOf(reporter) is not null);

    private static Refusal WrongStage(CaseEntry known) => Refusals.CaseStageWrong.With($"the case is {known.Stage}");
}
