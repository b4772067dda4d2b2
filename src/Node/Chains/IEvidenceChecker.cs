using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains;

/// <summary>Judges the evidence α of a diagnosis, which only the hospital can (crypto.md §5, §6). Called on several threads at once.</summary>
public interface IEvidenceChecker
{
    /// <summary>Null when the evidence is that of this visit and this author; otherwise EVIDENCE_MISMATCH.</summary>
    /// <param name="record">The diagnosis' record, signed by a doctor who is assigned to the visit.</param>
    /// <param name="diagnosis">Its body.</param>
    /// <param name="visit">The visit it names.</param>
    Refusal? Check(Record record, Diagnosis diagnosis, VisitEntry visit);

    /// <summary>Null when a team's capsule can be found by the visit's evidence; otherwise EVIDENCE_MISMATCH.</summary>
    /// <param name="record">A record whose body is a <see cref="TeamDiagnosis"/>.</param>
    /// <param name="visit">The visit it names.</param>
    Refusal? CheckTeam(Record record, VisitEntry visit);
}
