using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Patients;

/// <summary>The symptoms t that doctors mailed after their diagnoses (crypto.md §5), kept encrypted for trapdoors.</summary>
public sealed class SymptomInbox(ClientSession session)
{
    /// <summary>Takes what is in the visit's mailbox; t counts only from a doctor whom the hospital assigned.</summary>
    public async Task<LetterRound> ReceiveAsync(VisitNote visit, CancellationToken cancellation)
    {
        var visits = new PatientVisits(session);
        var identity = visits.IdentityOf(visit);
        var entry = await session.Chains.VisitAsync(visit.ChainId, visit.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        return await visits.BoxOf(visit, identity).ReceiveAsync(
            visits.MailNodesOf(visit),
            MailPurposes.Symptom,
            async (mail, content) =>
            {
                using var notice = SymptomNotice.Parse(content).OrRefuse();
                if (!notice.Pid.Span.SequenceEqual(visit.Pid) || notice.ChainId != visit.ChainId
                    || !await session.Chains.NameAsync(visit.ChainId, entry.Doctors, mail.Sender, identity, cancellation).ConfigureAwait(false))
                {
                    throw new RefusedException(Refusals.DoctorNotAssigned.With("a symptom comes from a doctor of the visit"));
                }

                session.Shelf.Put(ShelfKinds.Symptom, mail.SealedHash, content);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Ids of the symptoms known for a visit, in a fixed order.</summary>
    public IReadOnlyList<Bytes32> List(VisitNote visit) =>
        [.. session.Shelf.Ids(ShelfKinds.Symptom).Where(id =>
        {
            using var notice = Read(id);
            return notice.Pid.Span.SequenceEqual(visit.Pid);
        })];

    /// <summary>One symptom; the caller disposes it.</summary>
    public SymptomNotice Read(Bytes32 id) =>
        SymptomNotice.Parse(session.Shelf.Get(ShelfKinds.Symptom, id) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"symptom {id}"))).OrRefuse();
}
