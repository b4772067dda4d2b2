using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// A doctor's diagnosis that the hospital refused for its evidence, which only who holds α can look into (chain.md §4.5,
/// crypto.md §5): the rejection's proof and the visit's entry under any sealed header, since H(α) and the doctors never change.
/// The doctor alone may dispute it. Canonical content: [record proof of the rejection, state entry proof of the visit].
/// </summary>
public sealed class DisputeEvidence(Genesis genesis, RecordProof rejection, StateEntryProof visit) : OffenceEvidence(genesis)
{
    private const int Fields = 2;

    public RecordProof Rejection { get; } = rejection;

    public StateEntryProof VisitProof { get; } = visit;

    public override string Code => Offences.RejectionUnfounded;

    public override Bytes32 Subject => Refused?.Id ?? default;

    public override bool ProvesItself => false;

    /// <summary>The refused record; null where the proof is of something else.</summary>
    public Record? Refused => (Rejection.Record.Body as Rejection)?.Refused;

    private protected override ulong Form => 4;

    /// <summary>PID of the visit that a refused record names; null for a record of another kind.</summary>
    public static ReadOnlyMemory<byte>? PidOf(Record record) => record.Body switch
    {
        Diagnosis body => (ReadOnlyMemory<byte>?)body.Pid,
        TeamDiagnosis body => (ReadOnlyMemory<byte>?)body.Pid,
        _ => null,
    };

    /// <summary>The visit in question.</summary>
    public VisitEntry? Visit() => VisitProof.Value is { } value ? VisitEntry.Parse(value.Span) : null;

    /// <summary>
    /// Whether the rejection was wrong, by the α that the hospital disclosed: wrong when α is not this visit's, or when α is
    /// and the record's evidence belongs to it (crypto.md §5).
    /// </summary>
    public bool IsWrongBy(ReadOnlySpan<byte> alpha)
    {
        var (record, visit) = (Refused!, Visit()!);
        if (Evidence.Hash(alpha) != visit.EvidenceHash)
        {
            return true;
        }

        return record.Body is Diagnosis diagnosis
            ? diagnosis.EvidenceTag == Evidence.Tag(alpha, DiagnosisRules.ContextOf(record, diagnosis, visit), record.Author)
            : TeamEvidence.Refuses(record, visit, alpha) is null;
    }

    private protected override Refusal? Check()
    {
        if (Rejection.Record.Body is not Rejection body || body.Code != Refusals.EvidenceMismatch.Code || PidOf(body.Refused) is not { } pid)
        {
            return Refusals.EvidenceUnproven.With("not a refusal of evidence");
        }

        var refusal = Rejection.Verify(Genesis).Refusal ?? VisitProof.Verify(Genesis, StateKey.Of(StateKinds.Visit, pid.Span));
        return refusal is not null ? Refusals.EvidenceUnproven.With(refusal.ToString())
            : Visit() is null ? Refusals.EvidenceIncomplete.With("the visit")
            : null;
    }

    private protected override void WriteContent(CanonicalWriter writer) => writer.Array(Fields).Bytes(Rejection.ToBytes()).Bytes(VisitProof.ToBytes());

    internal static DisputeEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var rejection = RecordProof.Parse(reader.Bytes(0, RecordProof.BytesMax));
        var visit = StateEntryProof.Parse(reader.Bytes(0, StateEntryProof.BytesMax));
        return rejection.Ok && visit.Ok ? new DisputeEvidence(genesis, rejection.Value, visit.Value) : null;
    }
}
