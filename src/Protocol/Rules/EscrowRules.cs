using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>An escrow is the patient's own word about the own visit, one at a time for each purpose (crypto.md §8), and taken back by the same.</summary>
internal static class EscrowRules
{
    public static Refusal? Check(Record record, Escrow body, JudgementContext context, List<Obligation> obligations)
    {
        var entries = context.Entries;
        if (entries.Visit(body.Pid.Span) is not { } visit)
        {
            return Refusals.VisitUnknown;
        }

        if (visit.Signing != record.Author)
        {
            return Refusals.AuthorNotAllowed.With("an escrow is the visit's own");
        }

        if (visit.Closed)
        {
            return Refusals.VisitClosed;
        }

        if (entries.EscrowOf(body.Pid.Span, body.Purpose) is { } earlier && entries.Escrow(earlier) is { Withdrawn: false })
        {
            return Refusals.EscrowExists;
        }

        foreach (var holder in body.Holders)
        {
            var known = body.Purpose == EscrowPurpose.BreakGlass ? entries.IsDoctorInGoodStanding(holder) : RecordRules.IsKnown(holder, context) && holder != record.Author;
            if (!known)
            {
                return Refusals.EscrowHolderUnknown.With(holder.ToString());
            }
        }

        obligations.Add(new EscrowObligation(
            visit.VisitKey, body.Commitments, body.Proof, Escrow.Context(record.ChainId, body.Pid.Span, body.Purpose)));
        return null;
    }

    /// <summary>At any time, in a closed visit and during an emergency too: what was trusted is the patient's to end.</summary>
    public static Refusal? CheckWithdraw(Record record, EscrowWithdraw body, JudgementContext context) =>
        context.Entries.Escrow(body.EscrowId) is not { } escrow ? Refusals.EscrowUnknown.With(body.EscrowId.ToString())
        : context.Entries.Visit(escrow.Pid.Span)!.Signing != record.Author ? Refusals.AuthorNotAllowed.With("an escrow is withdrawn by its own visit")
        : escrow.RefusesUse();
}
