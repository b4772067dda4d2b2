using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>An escrow is the patient's own word about the own visit, once for each purpose (crypto.md §8).</summary>
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

        if (entries.EscrowOf(body.Pid.Span, body.Purpose) is not null)
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
}
