using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Patients;

/// <summary>
/// The patient lets the hospital where they are now look for a symptom in an earlier visit's records (L19-E). That
/// hospital learns the symptom: the caller has asked the patient before.
/// </summary>
public sealed class SymptomSearch(ClientSession session)
{
    /// <summary>Makes a trapdoor for the doctor's hospital and mails it to the doctor.</summary>
    /// <param name="visit">The visit to search.</param>
    /// <param name="symptomId">One of its symptoms.</param>
    /// <param name="doctor">Signing key of the doctor who asks.</param>
    /// <param name="doctorChainId">That doctor's hospital's chain.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SendAsync(VisitNote visit, Bytes32 symptomId, Bytes32 doctor, Bytes32 doctorChainId, CancellationToken cancellation)
    {
        var visits = new PatientVisits(session);
        var identity = visits.IdentityOf(visit);
        var hospital = await session.Chains.HospitalAsync(doctorChainId, identity, cancellation).ConfigureAwait(false);
        var enrolment = await session.Chains.EnrolmentAsync(doctorChainId, doctor, identity, cancellation).ConfigureAwait(false);
        if (enrolment is not { Role: PartyRole.Doctor } || !G1.TryDecode(hospital.L19Key.Span, out var hospitalKey))
        {
            throw new RefusedException(Refusals.DoctorUnknown.With(doctor.ToString()));
        }

        using var notice = new SymptomInbox(session).Read(symptomId);
        using var visitKey = visits.KeyOf(visit);
        var request = new SearchRequest
        {
            ChainId = visit.ChainId,
            Pid = visit.Pid,
            Trapdoor = L19Trapdoor.Make(visitKey, notice.Symptom, hospitalKey).Encoded.ToArray(),
        };
        var node = doctorChainId == visit.ChainId ? session.Settings.NodeFor(visit.ChainId) : session.Settings.ManagerNode();
        await visits.BoxOf(visit, identity).SendAsync(node, MailPurposes.Search, doctor, enrolment.Sealing, request.ToBytes(), cancellation).ConfigureAwait(false);
    }
}
