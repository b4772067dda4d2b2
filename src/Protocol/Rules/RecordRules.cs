using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Validity of a record against a chain's state (chain.md §2, §4.2), the same for supernode and follower. Form and state
/// are decided here; what needs cryptography comes back as obligations.
/// </summary>
public static class RecordRules
{
    /// <summary>
    /// The checks behind a PROMISE (chain.md §4.1), cheapest first: size, chain, clock, duplicate, author. The author's
    /// signature is left to the caller as the only obligation.
    /// </summary>
    public static Parsed<RecordTask> Admit(Record record, JudgementContext context)
    {
        if (FormOf(record, context) is { } form)
        {
            return form;
        }

        if (context.Entries.Record(record.Id) is not null)
        {
            return Refusals.AlreadyRecorded;
        }

        return (AuthorOf(record, context) ?? SupervisionRules.SuspensionOf(record, context)) is { } refusal
            ? refusal
            : new RecordTask(record, [AuthorSignature(record)]);
    }

    /// <summary>Every rule that needs no cryptography; on success the obligations that remain.</summary>
    public static Parsed<RecordTask> Check(Record record, JudgementContext context)
    {
        var admitted = Admit(record, context);
        if (!admitted.Ok)
        {
            return admitted;
        }

        var obligations = new List<Obligation>(admitted.Value.Obligations);
        Refusal? refusal = record.Body switch
        {
            EnrolHospital body => EnrolmentRules.CheckHospital(record, body, context, obligations),
            EnrolServer body => EnrolmentRules.CheckServer(record, body, context, obligations),
            EnrolThirdParty body => EnrolmentRules.CheckParty(record, body, context, obligations),
            EnrolDoctor body => EnrolmentRules.CheckDoctor(record, body, context, obligations),
            RotateKey body => RotationRules.CheckKey(record, body, context, obligations),
            RotateTls body => RotationRules.CheckTls(record, body, context),
            Retire body => RotationRules.CheckRetire(record, body, context),
            RegisterVisit body => VisitRules.CheckRegister(record, body, context, obligations),
            CloseVisit body => VisitRules.CheckClose(body, context),
            Diagnosis body => DiagnosisRules.Check(record, body, context, obligations),
            TeamOpen body => TeamRules.CheckOpen(body, context),
            TeamStep body => TeamRules.CheckStep(record, body, context, obligations),
            TeamDiagnosis body => TeamRules.CheckDiagnosis(record, body, context, obligations),
            OpenFolder body => FolderRules.Check(record, body, context, obligations),
            Document body => DocumentRules.Check(record, body, context, obligations),
            Grant body => GrantRules.CheckGrant(record, body, context, obligations),
            Revoke body => GrantRules.CheckRevoke(record, body, context),
            Access body => AccessRules.Check(record, body, context, obligations),
            RevocationReceipt body => ErasureRules.CheckReceipt(record, body, context),
            Erasure body => ErasureRules.CheckErasure(record, body, context, obligations),
            Escrow body => EscrowRules.Check(record, body, context, obligations),
            EscrowWithdraw body => EscrowRules.CheckWithdraw(record, body, context),
            BreakGlassOpen body => BreakGlassRules.CheckOpen(record, body, context, obligations),
            BreakGlassClose body => BreakGlassRules.CheckClose(record, body, context),
            Review body => BreakGlassRules.CheckReview(record, body, context),
            Rejection body => RejectionRules.Check(body, context, obligations),
            Report body => SupervisionRules.CheckReport(record, body, context, obligations),
            Disclosure body => SupervisionRules.CheckDisclosure(record, body, context),
            Verdict body => SupervisionRules.CheckVerdict(body, context),
            Sanction body => SupervisionRules.CheckSanction(body, context),
            Appeal body => SupervisionRules.CheckAppeal(record, body, context),
            Restoration body => SupervisionRules.CheckRestoration(body, context),
            _ => throw new InvalidOperationException($"no rule for {record.Kind}"),
        };
        return refusal is null ? new RecordTask(record, obligations) : refusal;
    }

    /// <summary>The obligation that the author signed the record.</summary>
    internal static SignatureObligation AuthorSignature(Record record) =>
        new(record.Author, SignedMessage.Record(record.ChainId, record.Id), record.Signature, Refusals.SignatureInvalid);

    private static Refusal? FormOf(Record record, JudgementContext context)
    {
        var bytesMax = BytesMaxOf(record.Body, (int)context.Genesis.Parameters.RecordBytesMax);
        return record.Bytes.Length > bytesMax ? Refusals.RecordTooLarge.With($"{record.Bytes.Length} bytes, limit {bytesMax}")
            : record.ChainId != context.Genesis.ChainId ? Refusals.WrongChain.With(record.ChainId.ToString())
            : record.IssuedAtMillis > context.TimeMillis + RecordLimits.IssuedAheadMillisMax ? Refusals.IssuedInFuture
            : IsOfChain(record.Body, context.Genesis.IsRegistry) ? null
            : Refusals.KindNotAllowed.With(record.Kind);
    }

    /// <summary>A rejection is as much larger as it adds; a report carries other records whole, and fits a rejection itself.</summary>
    private static int BytesMaxOf(RecordBody body, int recordBytesMax) => body switch
    {
        Report => RecordLimits.RecordBytesMax - Rejection.OverheadBytesMax,
        Rejection { Refused.Body: Report } => RecordLimits.RecordBytesMax,
        Rejection => recordBytesMax + Rejection.OverheadBytesMax,
        _ => recordBytesMax,
    };

    /// <summary>The registry chain enrols parties and supervises hospitals; a hospital's chain takes all else. Parties of either rotate keys and leave.</summary>
    private static bool IsOfChain(RecordBody body, bool registry) =>
        body is Rejection or Appeal or Restoration or RotateKey or Retire
        || (body is EnrolHospital or EnrolServer or EnrolThirdParty or RotateTls or Report or Disclosure or Verdict or Sanction) == registry;

    /// <summary>The author must be known in the role that the kind asks for (table of chain.md §2), and in good standing.</summary>
    private static Refusal? AuthorOf(Record record, JudgementContext context)
    {
        var author = record.Author;
        if ((context.Entries.EndOf(author) ?? context.Registry?.Entries.EndOf(author)) is { } ended)
        {
            return ended;
        }

        switch (record.Body)
        {
            case RotateKey or RotateTls or Retire:
                return RotationRules.AuthorOf(record, context);
            case EnrolHospital or EnrolServer or EnrolThirdParty:
            case EnrolDoctor or RegisterVisit or CloseVisit or TeamOpen or Rejection:
                return author == context.Genesis.Supernode.Signing ? null
                    : IsKnown(author, context) ? Refusals.AuthorNotAllowed.With(record.Kind)
                    : Refusals.AuthorUnknown;
            case Diagnosis or TeamStep or TeamDiagnosis:
                return context.Entries.Enrolment(author) is not { } doctor ? Refusals.AuthorUnknown
                    : doctor.Role != PartyRole.Doctor ? Refusals.AuthorNotAllowed.With(record.Kind)
                    : context.Entries.Credit(author) is { Expelled: true } ? Refusals.AuthorExpelled
                    : null;
            case OpenFolder or Document or Grant or Revoke or Access or RevocationReceipt or Erasure:
                return DocumentAuthors.Check(record, context);
            case Escrow or EscrowWithdraw:
                return context.Entries.VisitAuthoredBy(author) is not null ? null
                    : IsKnown(author, context) ? Refusals.AuthorNotAllowed.With(record.Kind)
                    : Refusals.AuthorUnknown;
            case BreakGlassOpen or BreakGlassClose or Review:
                return BreakGlassRules.AuthorOf(record, context);
            case Report or Disclosure or Verdict or Sanction or Appeal or Restoration:
                return SupervisionRules.AuthorOf(record, context);
            default:
                return Refusals.AuthorUnknown;
        }
    }

    /// <summary>Known in some role, here or on the registry.</summary>
    internal static bool IsKnown(Bytes32 author, JudgementContext context) =>
        context.Entries.SigningKeyUsed(author) || context.Registry?.RoleOf(author) is not null;
}
