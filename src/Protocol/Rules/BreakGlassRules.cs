using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Emergencies (crypto.md §8): opened only under the escrow the patient chose, by as many of its officers as it asks for, for
/// at most four hours; closed with what the chain saw read; judged by somebody else.
/// </summary>
internal static class BreakGlassRules
{
    /// <summary>A doctor in good standing, the hospital, and for a closing the patient; which of them, the rule of the kind says.</summary>
    public static Refusal? AuthorOf(Record record, JudgementContext context) =>
        context.Entries.Enrolment(record.Author) is { Role: PartyRole.Doctor }
            ? context.Entries.Credit(record.Author) is { Expelled: true } && record.Body is not BreakGlassClose ? Refusals.AuthorExpelled : null
        : record.Body is not BreakGlassOpen && record.Author == context.Genesis.Supernode.Signing ? null
        : record.Body is BreakGlassClose && context.Entries.VisitAuthoredBy(record.Author) is not null ? null
        : RecordRules.IsKnown(record.Author, context) ? Refusals.AuthorNotAllowed.With(record.Kind)
        : Refusals.AuthorUnknown;

    public static Refusal? CheckOpen(Record record, BreakGlassOpen body, JudgementContext context, List<Obligation> obligations)
    {
        var terms = body.Terms;
        if (terms.ChainId != record.ChainId)
        {
            return Refusals.WrongChain.With("the terms");
        }

        if (context.Entries.Escrow(terms.EscrowId) is not { Purpose: EscrowPurpose.BreakGlass } escrow)
        {
            return Refusals.EscrowUnknown.With(terms.EscrowId.ToString());
        }

        if (escrow.RefusesUse() is { } withdrawn)
        {
            return withdrawn;
        }

        if (context.Entries.Visit(escrow.Pid.Span)!.Signing != terms.Visit)
        {
            return Refusals.BreakGlassNotCovered.With("the terms name another visit");
        }

        if (record.Author != terms.Lead
            || terms.Officers.Count < escrow.Needed
            || terms.Officers.Any(officer => escrow.PlaceOf(officer, context.Entries) == 0 || !context.Entries.IsDoctorInGoodStanding(officer)))
        {
            return Refusals.BreakGlassOfficers.With($"{terms.Officers.Count} named, {escrow.Needed} needed");
        }

        if (terms.UntilMillis <= context.TimeMillis)
        {
            return Refusals.BreakGlassOver;
        }

        if (terms.UntilMillis > context.TimeMillis + RecordLimits.BreakGlassMillisMax)
        {
            return Refusals.BreakGlassTooLong;
        }

        if (context.Entries.Used(StateKinds.UsedEmergency, terms.Hash.ToArray()))
        {
            return Refusals.NotNew.With("terms of an emergency");
        }

        foreach (var (officer, signature) in terms.Officers.Zip(body.Signatures))
        {
            obligations.Add(new SignatureObligation(officer, SignedMessage.BreakGlass(record.ChainId, terms.Hash), signature, Refusals.BreakGlassSignatureInvalid));
        }

        return null;
    }

    public static Refusal? CheckClose(Record record, BreakGlassClose body, JudgementContext context)
    {
        if (context.Entries.BreakGlass(body.OpenId) is not { } emergency)
        {
            return Refusals.BreakGlassUnknown.With(body.OpenId.ToString());
        }

        if (emergency.Closed)
        {
            return Refusals.BreakGlassOver.With($"closed at height {emergency.ClosedAtHeight}");
        }

        var hospital = record.Author == context.Genesis.Supernode.Signing;
        var patient = context.Entries.VisitAuthoredBy(record.Author) is { } pid && pid.Span.SequenceEqual(emergency.Pid.Span);
        return !hospital && !patient && !context.Entries.Name(emergency.Officers, record.Author) ? Refusals.AuthorNotAllowed.With(record.Kind)
            : hospital && context.TimeMillis < emergency.UntilMillis ? Refusals.BreakGlassOpenYet.With("the hospital closes what nobody closed in time")
            : body.Opened.SequenceEqual(emergency.Opened) ? null
            : Refusals.BreakGlassMismatch.With($"{body.Opened.Count} listed, {emergency.Opened.Count} recorded");
    }

    public static Refusal? CheckReview(Record record, Review body, JudgementContext context)
    {
        if (context.Entries.BreakGlass(body.OpenId) is not { } emergency)
        {
            return Refusals.BreakGlassUnknown.With(body.OpenId.ToString());
        }

        if (emergency.Verdict is ReviewVerdict.Justified or ReviewVerdict.Unjustified)
        {
            return Refusals.ReviewDone;
        }

        if (body.Verdict == ReviewVerdict.Overdue)
        {
            return record.Author != context.Genesis.Supernode.Signing ? Refusals.AuthorNotAllowed.With("overdue is the hospital's word")
                : emergency.Verdict == ReviewVerdict.Overdue ? Refusals.ReviewDone
                : context.TimeMillis < emergency.ReviewDueMillis ? Refusals.ReviewNotDue
                : null;
        }

        return context.Entries.Name(emergency.Officers, record.Author) ? Refusals.AuthorNotAllowed.With("nobody judges the own emergency")
            : !emergency.Closed ? Refusals.BreakGlassOpenYet
            : null;
    }

    /// <summary>A read by the officer who leads, of a record of the emergency's one visit.</summary>
    public static bool Reaches(BreakGlassEntry emergency, AccessRequest request, JudgementContext context) =>
        context.Entries.AreOneParty(request.Requester, emergency.Lead)
        && context.Entries.Record(request.RecordId) is { Accepted: true } record
        && context.Entries.Visit(emergency.Pid.Span) is { } visit
        && record.Owner == visit.Signing;
}
