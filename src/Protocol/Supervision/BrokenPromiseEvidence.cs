using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// A PROMISE, a HEAD timed past its deadline, and that the record is absent from the state under that HEAD: kept out of the
/// chain (chain.md §4.5). Canonical content: [promise, HEAD, state entry proof].
/// </summary>
public sealed class BrokenPromiseEvidence(Genesis genesis, Promise promise, SignedHead head, StateEntryProof absence) : OffenceEvidence(genesis)
{
    private const int Fields = 3;

    public Promise Promise { get; } = promise;

    public SignedHead Head { get; } = head;

    /// <summary>Of the record's entry, under the header that the HEAD names.</summary>
    public StateEntryProof Absence { get; } = absence;

    public override string Code => Offences.PromiseBroken;

    public override Bytes32 Subject => Promise.RecordId;

    private protected override ulong Form => 1;

    /// <summary>What a chain shows against a promise; null while it may still be kept, or was.</summary>
    /// <param name="chain">The chain at the block that <paramref name="head"/> names.</param>
    /// <param name="newest">That block's sealed header.</param>
    /// <param name="head">The newest HEAD.</param>
    /// <param name="promise">The promise.</param>
    public static BrokenPromiseEvidence? Of(ChainState chain, SealedHeader newest, SignedHead head, Promise promise) =>
        head.TimeMillis > promise.DeadlineMillis && head.HeaderHash == chain.Head.Hash && newest.Header.Hash == chain.Head.Hash
        && chain.Entries.Record(promise.RecordId) is null
            ? new BrokenPromiseEvidence(chain.Genesis, promise, head, StateEntryProof.Of(newest, chain.Tree, StateKey.Of(StateKinds.Record, promise.RecordId)))
            : null;

    private protected override Refusal? Check()
    {
        if (Promise.Refuses(Genesis, Promise.RecordId, nowMillis: Head.TimeMillis) is { } notBinding)
        {
            return Refusals.EvidenceUnproven.With(notBinding.ToString());
        }

        var named = Absence.Sealed.Header;
        return Head.ChainId != Genesis.ChainId || !Head.SignatureIsValid(Genesis.Supernode.Signing) ? Refusals.EvidenceUnproven.With("not the supernode's HEAD")
            : Head.TimeMillis <= Promise.DeadlineMillis ? Refusals.EvidenceUnproven.With("the HEAD is not past the deadline")
            : Head.Height != named.Height || Head.HeaderHash != named.Hash ? Refusals.EvidenceUnproven.With("the state is not that of the HEAD")
            : Absence.Value is not null ? Refusals.EvidenceUnproven.With("the record was decided")
            : Absence.Verify(Genesis, StateKey.Of(StateKinds.Record, Promise.RecordId)) is { } broken ? Refusals.EvidenceUnproven.With(broken.ToString())
            : null;
    }

    private protected override void WriteContent(CanonicalWriter writer) =>
        writer.Array(Fields).Bytes(Promise.ToBytes()).Bytes(Head.ToBytes()).Bytes(Absence.ToBytes());

    internal static BrokenPromiseEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var promise = Promise.Parse(reader.Bytes(0, Promise.BytesMax));
        var head = SignedHead.Parse(reader.Bytes(0, SignedHead.BytesMax));
        var absence = StateEntryProof.Parse(reader.Bytes(0, StateEntryProof.BytesMax));
        return promise.Ok && head.Ok && absence.Ok ? new BrokenPromiseEvidence(genesis, promise.Value, head.Value, absence.Value) : null;
    }
}
