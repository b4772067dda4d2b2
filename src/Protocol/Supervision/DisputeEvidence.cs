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
/// crypto.md §5): the rejection's proof and the visit under the same header. The doctor alone may dispute it. Canonical
/// content: [record proof of the rejection, excerpt of the state].
/// </summary>
public sealed class DisputeEvidence(Genesis genesis, RecordProof rejection, StateExcerpt visit) : OffenceEvidence(genesis)
{
    private const int Fields = 2;

    public RecordProof Rejection { get; } = rejection;

    /// <summary>Shows the visit's entry under the header of the rejection's block.</summary>
    public StateExcerpt VisitExcerpt { get; } = visit;

    public override string Code => Offences.RejectionUnfounded;

    public override Bytes32 Subject => Refused?.Id ?? default;

    public override bool ProvesItself => false;

    /// <summary>The refused record; null where the proof is of something else.</summary>
    public Record? Refused => (Rejection.Record.Body as Rejection)?.Refused;

    private protected override ulong Form => 4;

    /// <summary>What is needed to dispute the rejection at <paramref name="index"/> of a block.</summary>
    /// <param name="chain">The chain right after the block.</param>
    /// <param name="block">The block.</param>
    /// <param name="index">Where the rejection stands.</param>
    public static DisputeEvidence? Of(ChainState chain, Block block, int index) =>
        block.Records[index].Body is Rejection rejection && PidOf(rejection.Refused) is { } pid && block.Header.StateRoot == chain.Tree.Root
            ? new DisputeEvidence(chain.Genesis, RecordProof.Of(block, index, head: null), StateExcerpt.Of(chain.Tree, [StateKey.Of(StateKinds.Visit, pid.Span)]))
            : null;

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
            ? visit.Doctors.Contains(record.Author) && diagnosis.EvidenceTag == Evidence.Tag(alpha, DiagnosisRules.ContextOf(record, diagnosis, visit), record.Author)
            : TeamEvidence.Refuses(record, visit, alpha) is null;
    }

    private protected override Refusal? Check()
    {
        if (Rejection.Record.Body is not Rejection body || body.Code != Refusals.EvidenceMismatch.Code || PidOf(body.Refused) is null)
        {
            return Refusals.EvidenceUnproven.With("not a refusal of evidence");
        }

        var proven = Rejection.Verify(Genesis);
        return !proven.Ok ? Refusals.EvidenceUnproven.With(proven.Refusal.ToString())
            : VisitExcerpt.Root != proven.Value.Header.StateRoot ? Refusals.EvidenceUnproven.With("the state is not that of the block")
            : Visit() is null ? Refusals.EvidenceIncomplete.With("the visit")
            : null;
    }

    private protected override void WriteContent(CanonicalWriter writer)
    {
        writer.Array(Fields).Bytes(Rejection.ToBytes());
        VisitExcerpt.WriteTo(writer);
    }

    internal static DisputeEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var rejection = RecordProof.Parse(reader.Bytes(0, RecordProof.BytesMax));
        var excerpt = StateExcerpt.Read(ref reader);
        return rejection.Ok && !reader.Failed ? new DisputeEvidence(genesis, rejection.Value, excerpt) : null;
    }

    private static ReadOnlyMemory<byte>? PidOf(Record record) => record.Body switch
    {
        Diagnosis body => (ReadOnlyMemory<byte>?)body.Pid,
        TeamDiagnosis body => (ReadOnlyMemory<byte>?)body.Pid,
        _ => null,
    };

    private VisitEntry? Visit() =>
        Refused is { } refused && PidOf(refused) is { } pid && VisitExcerpt.ValueAt(StateKey.Of(StateKinds.Visit, pid.Span)) is { } value
            ? VisitEntry.Parse(value.Span)
            : null;
}
