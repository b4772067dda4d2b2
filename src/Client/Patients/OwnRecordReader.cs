using HospitalChain.Client.Api;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Patients;

/// <summary>The patient's own records of a visit: needs no consent of anyone and no proxy.</summary>
public sealed class OwnRecordReader(ClientSession session)
{
    /// <summary>What there is, as the hospital's node tells.</summary>
    public Task<IReadOnlyList<VisitRecord>> ListAsync(VisitNote visit, CancellationToken cancellation) =>
        session.Connect(session.Settings.NodeFor(visit.ChainId), new PatientVisits(session).IdentityOf(visit)).VisitRecordsAsync(visit.ChainId, visit.Pid, cancellation);

    /// <summary>Proves, fetches and opens one diagnosis.</summary>
    public async Task<OpenedDiagnosis> ReadAsync(VisitNote visit, Bytes32 recordId, string target, CancellationToken cancellation)
    {
        var identity = new PatientVisits(session).IdentityOf(visit);
        var proven = await session.Chains.RecordAsync(visit.ChainId, recordId, identity, cancellation).ConfigureAwait(false);
        var body = DiagnosisOpening.DiagnosisOf(proven.Record);
        var entry = await session.Chains.VisitAsync(visit.ChainId, visit.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        using var key = new PatientVisits(session).KeyOf(visit);
        return await new DiagnosisOpening(session)
            .OpenAsync(proven.Record, entry, DiagnosisOpening.CapsuleOf(body), CapsuleOpener.Of(key), grantId: default, identity, target, cancellation).ConfigureAwait(false);
    }
}
