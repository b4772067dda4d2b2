using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>A diagnosis: an open visit, an assigned doctor, a store's receipt, and a capsule that its patient can open.</summary>
internal static class DiagnosisRules
{
    public static Refusal? Check(Record record, Diagnosis body, JudgementContext context, List<Obligation> obligations)
    {
        if (context.Entries.Visit(body.Pid.Span) is not { } visit)
        {
            return Refusals.VisitUnknown;
        }

        if (visit.Closed)
        {
            return Refusals.VisitClosed;
        }

        if (!context.Entries.Name(visit.Doctors, record.Author))
        {
            return Refusals.DoctorNotAssigned;
        }

        if (context.Registry?.HospitalOf(record.ChainId) is not { } hospital)
        {
            return Refusals.RegistryBehind.With("this hospital is not enrolled at the registry head");
        }

        if (!hospital.Enrolment.Pid.Span.SequenceEqual(body.HospitalPid.Span))
        {
            return Refusals.HospitalMismatch;
        }

        var receipt = body.Content;
        if (!StoreRules.IsStore(receipt.Store, hospital.Signing, context.Registry))
        {
            return context.Registry.Entries.EndOf(receipt.Store) ?? Refusals.StoreUnknown.With(receipt.Store.ToString());
        }

        if (ContentClaims.Refuses(receipt, context.Entries) is { } claimed)
        {
            return claimed;
        }

        var ctx = ContextOf(record, body, visit);
        obligations.Add(new SignatureObligation(
            receipt.Store,
            SignedMessage.Receipt(record.ChainId, receipt.ContentHash, receipt.SizeBytes, ctx, receipt.TimeMillis),
            receipt.Signature,
            Refusals.ReceiptInvalid));
        obligations.Add(new CapsuleObligation(visit.VisitKey, body.Capsule, ctx));
        return null;
    }

    /// <summary>ctx of a diagnosis (crypto.md §3): what its capsule, evidence and receipt are tied to.</summary>
    public static Bytes32 ContextOf(Record record, Diagnosis body, VisitEntry visit) => RecordContext.ForDiagnosis(
        record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash);
}
