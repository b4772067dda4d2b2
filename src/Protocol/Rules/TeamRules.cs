using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// A team's session (chain.md §2, §4.2): opened by the hospital for a visit's doctors, signed in order and in time, and
/// finished by the last doctor with a cloud's receipt. Reasons that depend on when a record arrives cost nothing; a
/// signature that fails on the very step it names does.
/// </summary>
internal static class TeamRules
{
    public static Refusal? CheckOpen(TeamOpen body, JudgementContext context)
    {
        var entries = context.Entries;
        if (OpenVisit(body.Pid.Span, entries, out var visit) is { } closed)
        {
            return closed;
        }

        foreach (var member in body.Members)
        {
            if (RefusalOf(member, visit!, entries) is { } refusal)
            {
                return refusal;
            }
        }

        var team = TeamEntry.Of(body);
        return team.StartMillis > context.TimeMillis + RecordLimits.IssuedAheadMillisMax ? Refusals.TeamTermsInvalid.With("T")
            : IsLate(team, 1, context) ? Refusals.DeadlinePassed.With("the first step's time is over already")
            : entries.Team(team.SidFor(visit!.EvidenceHash, context.Genesis.Supernode.Signing)) is not null ? Refusals.NotNew.With("sid")
            : null;
    }

    public static Refusal? CheckStep(Record record, TeamStep body, JudgementContext context, List<Obligation> obligations)
    {
        if (RunningSession(record, body.Sid, context, out var progress) is { } refusal)
        {
            return refusal;
        }

        var team = progress!.Team;
        if (progress.PlaceOf(record.Author, context.Entries) != body.Place)
        {
            return Refusals.NotYourTurn.With(progress.Turn());
        }

        if (body.Attempt > team.ResignMax + 1)
        {
            return Refusals.ResignLimit.With($"place {body.Place}, attempt {body.Attempt} of {team.ResignMax + 1}");
        }

        if (IsLate(team, body.Place, context))
        {
            return Refusals.DeadlinePassed.With($"place {body.Place} was due at {team.DueMillis(body.Place)}");
        }

        if (body.Place > 1)
        {
            if (progress.NextPlace is not 0 && progress.NextPlace < body.Place)
            {
                return Refusals.NotYourTurn.With(progress.Turn());
            }

            if (progress.Standing(body.Place - 1)!.RecordId != body.Previous)
            {
                return Refusals.StepSuperseded.With($"place {body.Place - 1} stands with another signature");
            }
        }

        var last = progress.Steps[(int)body.Place - 1]?.Attempt ?? 0;
        if (body.Attempt != last + 1)
        {
            return Refusals.AttemptMismatch.With($"place {body.Place}, attempt {body.Attempt} after {last}");
        }

        var before = (int)body.Place - 1;
        obligations.Add(new TeamSignatureObligation(
            body.Sid,
            team.StartMillis,
            [.. progress.Steps.Take(before).Select(step => step!.Commitment), body.Commitment],
            [.. team.Members.Take(before + 1).Select(member => member.Multisignature)],
            body.Signature));
        return null;
    }

    public static Refusal? CheckDiagnosis(Record record, TeamDiagnosis body, JudgementContext context, List<Obligation> obligations)
    {
        if (RunningSession(record, body.Sid, context, out var progress) is { } refusal)
        {
            return refusal;
        }

        if (progress!.PlaceOf(record.Author, context.Entries) != progress.Team.Members.Count)
        {
            return Refusals.NotYourTurn.With($"the diagnosis is for {progress.Team.Members[^1].Doctor}");
        }

        if (MismatchOf(body, progress) is { } mismatch)
        {
            return mismatch;
        }

        var receipt = body.Content;
        if (context.Registry?.RoleOf(receipt.Store) != PartyRole.Cloud)
        {
            return context.Registry?.Entries.EndOf(receipt.Store) ?? Refusals.StoreUnknown.With(receipt.Store.ToString());
        }

        if (ContentClaims.Refuses(receipt, context.Entries) is { } claimed)
        {
            return claimed;
        }

        var visitKey = context.Entries.Visit(body.Pid.Span)!.VisitKey;
        var ctx = body.ContextOf(record.ChainId, record.Author, visitKey.Span);
        obligations.Add(new SignatureObligation(
            receipt.Store,
            SignedMessage.Receipt(record.ChainId, receipt.ContentHash, receipt.SizeBytes, ctx, receipt.TimeMillis),
            receipt.Signature,
            Refusals.ReceiptInvalid));
        obligations.Add(new TeamCapsuleObligation(visitKey, body.Capsule, ctx));
        return null;
    }

    /// <summary>A session that is known, of an open visit, not finished, and the author's.</summary>
    private static Refusal? RunningSession(Record record, Bytes32 sid, JudgementContext context, out TeamProgress? progress)
    {
        progress = TeamProgress.Of(context.Entries, sid);
        return progress is null ? Refusals.TeamUnknown.With(sid.ToString())
            : progress.PlaceOf(record.Author, context.Entries) == 0 ? Refusals.DoctorNotAssigned.With("to this team")
            : progress.Team.Finished ? Refusals.TeamFinished
            : OpenVisit(progress.Team.Pid.Span, context.Entries, out _);
    }

    /// <summary>Visit, steps and signature are those of the session, and all of them stand.</summary>
    private static Refusal? MismatchOf(TeamDiagnosis body, TeamProgress progress)
    {
        if (!body.Pid.Span.SequenceEqual(progress.Team.Pid.Span))
        {
            return Refusals.TeamMismatch.With("PID");
        }

        if (body.Steps.Count != progress.Team.Members.Count)
        {
            return Refusals.TeamMismatch.With($"{body.Steps.Count} steps of {progress.Team.Members.Count}");
        }

        if (!progress.AllSigned)
        {
            return Refusals.NotYourTurn.With(progress.Turn());
        }

        for (var i = 0; i < body.Steps.Count; i++)
        {
            var stands = progress.Steps[i]!;
            if (body.Steps[i].RecordId != stands.RecordId)
            {
                return Refusals.StepSuperseded.With($"place {i + 1} stands with another signature");
            }

            if (body.Steps[i].Commitment != stands.Commitment)
            {
                return Refusals.TeamMismatch.With($"commitment of place {i + 1}");
            }
        }

        return body.Signature.Span.SequenceEqual(progress.Steps[^1]!.Signature.Span) ? null : Refusals.TeamMismatch.With("signature");
    }

    private static Refusal? RefusalOf(TeamMember member, VisitEntry visit, ChainEntries entries) =>
        !entries.Name(visit.Doctors, member.Doctor) ? Refusals.DoctorNotAssigned.With(member.Doctor.ToString())
        : !entries.IsDoctorInGoodStanding(member.Doctor) ? entries.EndOf(member.Doctor) ?? Refusals.DoctorUnknown.With(member.Doctor.ToString())
        : !entries.Enrolment(member.Doctor)!.Multisignature.Span.SequenceEqual(member.Multisignature.Span) ? Refusals.TeamKeyMismatch.With(member.Doctor.ToString())
        : null;

    private static Refusal? OpenVisit(ReadOnlySpan<byte> pid, ChainEntries entries, out VisitEntry? visit)
    {
        visit = entries.Visit(pid);
        return visit is null ? Refusals.VisitUnknown
            : visit.Closed ? Refusals.VisitClosed
            : null;
    }

    private static bool IsLate(TeamEntry team, uint place, JudgementContext context) =>
        context.TimeMillis > team.DueMillis(place) + context.Genesis.Parameters.GraceMillis;
}
