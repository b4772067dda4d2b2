using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;

namespace HospitalChain.Client.Documents;

/// <summary>As whom a folder is owned: the hospital, or one visit of a patient and nothing that links it to another.</summary>
public static class FolderOwner
{
    /// <summary>The owner's key and chain.</summary>
    public static LoginIdentity IdentityOf(ClientSession session, uint? visitIndex) =>
        visitIndex is { } index ? new PatientVisits(session).IdentityOf(VisitOf(session, index)) : session.OwnIdentity();

    /// <summary>The owner's mail.</summary>
    public static LetterBox BoxOf(ClientSession session, uint? visitIndex, LoginIdentity identity) =>
        visitIndex is { } index
            ? new PatientVisits(session).BoxOf(VisitOf(session, index), identity)
            : new LetterBox(session, identity, session.OwnSealing());

    private static VisitNote VisitOf(ClientSession session, uint index) =>
        new PatientVisits(session).List().FirstOrDefault(visit => visit.Index == index)
        ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"visit {index}"));
}
