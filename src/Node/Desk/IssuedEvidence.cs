using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Desk;

/// <summary>
/// The evidence check that only the hospital can make (crypto.md §5): whether a diagnosis carries the α that this
/// hospital's desk issued for the visit. Refused exactly when the tag does not recompute from that α, so that whoever
/// learns α agrees; a bad X under a right tag is reported and not refused. Thread-safe.
/// </summary>
/// <param name="desk">What the desk issued.</param>
/// <param name="hospital">The hospital's sealing key, which opens X.</param>
public sealed class IssuedEvidence(DeskStore desk, SealingKey hospital, ILogger<IssuedEvidence> log) : IEvidenceChecker
{
    private readonly VisitIdentities identities = new(hospital);

    /// <summary>α of the visit whose H(α) this is; null where this desk did not issue it.</summary>
    public ReadOnlyMemory<byte>? AlphaOf(Bytes32 evidenceHash) => desk.Find(evidenceHash)?.Alpha;

    public Refusal? Check(Record record, Diagnosis diagnosis, VisitEntry visit)
    {
        if (desk.Find(visit.EvidenceHash) is not { } issued)
        {
            // Not the doctor's fault: a visit that this desk's store doesn't know was registered with another store.
            log.AlphaMissing(record.ChainId, record.Id);
            return null;
        }

        var context = DiagnosisContext.Of(record, diagnosis, visit);
        if (Evidence.Tag(issued.Alpha.Span, context, record.Author) != diagnosis.EvidenceTag)
        {
            return Refusals.EvidenceMismatch;
        }

        if (!SealedEvidenceIsRight(record, diagnosis, issued, context))
        {
            log.SealedEvidenceWrong(record.ChainId, record.Id, record.Author);
        }

        return null;
    }

    public Refusal? CheckTeam(Record record, VisitEntry visit)
    {
        if (desk.Find(visit.EvidenceHash) is { } issued)
        {
            return TeamEvidence.Refuses(record, visit, issued.Alpha.Span);
        }

        log.AlphaMissing(record.ChainId, record.Id);
        return null;
    }

    private bool SealedEvidenceIsRight(Record record, Diagnosis diagnosis, DeskEntry issued, Bytes32 context) =>
        Evidence.TryOpen(hospital, diagnosis.SealedEvidence.Span, context, out var contents)
        && contents.HasAlpha(issued.Alpha.Span)
        && contents.Author == record.Author
        && contents.PidHospital.Span.SequenceEqual(diagnosis.HospitalPid.Span)
        && identities.Names(diagnosis.Pid.Span, contents.Id);
}
