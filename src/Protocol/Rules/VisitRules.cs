using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Visits: the patient's own signed claim, fresh in every part, and doctors in good standing.</summary>
internal static class VisitRules
{
    public static Refusal? CheckRegister(Record record, RegisterVisit body, JudgementContext context, List<Obligation> obligations)
    {
        var (claim, entries) = (body.Claim, context.Entries);
        if (claim.ChainId != record.ChainId)
        {
            return Refusals.WrongChain.With("the patient's claim");
        }

        if (entries.Visit(claim.Pid.Span) is not null)
        {
            return Refusals.NotNew.With("PID");
        }

        if (entries.Used(StateKinds.UsedEvidence, claim.EvidenceHash.ToArray()))
        {
            return Refusals.NotNew.With("H(α)");
        }

        if (entries.Used(StateKinds.UsedVisitKey, claim.VisitKey.Span))
        {
            return Refusals.NotNew.With("visit key");
        }

        if (EnrolmentRules.AnyKeyUsed(claim.Keys, entries) is { } used)
        {
            return used;
        }

        foreach (var doctor in body.Doctors)
        {
            if (!entries.IsDoctorInGoodStanding(doctor))
            {
                return entries.EndOf(doctor) ?? Refusals.DoctorUnknown.With(doctor.ToString());
            }
        }

        EnrolmentRules.AddKeyForms(claim.Keys, obligations);
        obligations.Add(new PointObligation(KeyForm.G1, claim.VisitKey));
        obligations.Add(new SignatureObligation(
            claim.Keys.Signing, SignedMessage.Visit(record.ChainId, claim.Hash()), body.PatientSignature, Refusals.PartySignatureInvalid));
        return null;
    }

    public static Refusal? CheckClose(CloseVisit body, JudgementContext context) =>
        context.Entries.Visit(body.Pid.Span) is not { } visit ? Refusals.VisitUnknown
        : visit.Closed ? Refusals.VisitClosed
        : null;
}
