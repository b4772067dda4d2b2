using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// That a doctor is enrolled at another hospital and not expelled, from the registry's genesis alone (chain.md §2): the
/// registry names the hospital that seals the chain and did not suspend it, the chain's genesis names it too, and the chain's
/// state has the doctor. Canonical: [2, hospital-chain entry proof bin, hospital's credit entry proof bin, the chain's genesis
/// bin, enrolment entry proof bin, credit entry proof bin].
/// Parsed only: <see cref="Verify"/> makes the <see cref="ProvenDoctor"/>.
/// </summary>
/// <param name="Hospital">On the registry chain: which hospital seals the chain.</param>
/// <param name="Standing">There, at the same head: the hospital's credit.</param>
/// <param name="Genesis">The hospital's chain.</param>
/// <param name="Enrolment">On the hospital's chain: the doctor's enrolment.</param>
/// <param name="Credit">There: the doctor's credit, at the same head.</param>
public sealed record DoctorProof(EntryProof Hospital, EntryProof Standing, Genesis Genesis, EntryProof Enrolment, EntryProof Credit)
{
    /// <summary>The longest canonical proof.</summary>
    public const int BytesMax = (4 * EntryProof.BytesMax) + Genesis.BytesMax + 64;

    private const ulong Version = 2;
    private const int Fields = 6;

    public static Parsed<DoctorProof> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var hospital = EntryProof.Parse(reader.Bytes(0, EntryProof.BytesMax));
        var standing = EntryProof.Parse(reader.Bytes(0, EntryProof.BytesMax));
        var genesis = Genesis.Parse(reader.Bytes(0, Genesis.BytesMax));
        var enrolment = EntryProof.Parse(reader.Bytes(0, EntryProof.BytesMax));
        var credit = EntryProof.Parse(reader.Bytes(0, EntryProof.BytesMax));
        return reader.Complete && hospital.Ok && standing.Ok && genesis.Ok && enrolment.Ok && credit.Ok
            ? new DoctorProof(hospital.Value, standing.Value, genesis.Value, enrolment.Value, credit.Value)
            : Refusals.Malformed.With("doctor proof");
    }

    /// <summary>The doctor as proven, or why not.</summary>
    /// <param name="registry">The registry chain's genesis, trusted.</param>
    public Parsed<ProvenDoctor> Verify(Genesis registry)
    {
        var chainId = Genesis.ChainId;
        if (Genesis.RegistryChainId != registry.ChainId || !Is(Hospital, StateKinds.HospitalChain, chainId.ToArray()))
        {
            return Refusals.ChainUnknown.With($"the proof is not about chain {chainId}");
        }

        if ((Hospital.Refuses(registry) ?? Standing.Refuses(registry) ?? Enrolment.Refuses(Genesis) ?? Credit.Refuses(Genesis)) is { } refusal)
        {
            return refusal;
        }

        if (Hospital.Value is not { Length: Bytes32.Size } signing || new Bytes32(signing.Span) != Genesis.Supernode.Signing)
        {
            return Refusals.ChainUnknown.With($"the registry does not name this hospital for chain {chainId}");
        }

        if (!Is(Standing, StateKinds.Credit, Hospital.Value.Value) || Standing.Head.Head.Head.HeaderHash != Hospital.Head.Head.Head.HeaderHash)
        {
            return Refusals.ProofInvalid.With("the credit is not this hospital's at the same head");
        }

        if (Standing.Value is not { } standing || CreditEntry.Parse(standing.Span) is not { Expelled: false })
        {
            return Refusals.HospitalSuspended.With("of the doctor");
        }

        if (!Is(Enrolment, StateKinds.Enrolment, Enrolment.Identifier) || Enrolment.Identifier.Length != Bytes32.Size
            || Credit.Head.Head.Head.HeaderHash != Enrolment.Head.Head.Head.HeaderHash)
        {
            return Refusals.ProofInvalid.With("enrolment and credit are not the same doctor's at the same head");
        }

        var key = new Bytes32(Enrolment.Identifier.Span);
        if (Enrolment.Value is not { } value || EnrolmentEntry.Parse(value.Span) is not { Role: PartyRole.Doctor } entry)
        {
            return Is(Credit, StateKinds.Credit, Enrolment.Identifier) ? Refusals.DoctorUnknown.With(key.ToString()) : Refusals.ProofInvalid.With("another doctor's credit");
        }

        return !Is(Credit, StateKinds.Credit, entry.PartyOf(key).ToArray()) ? Refusals.ProofInvalid.With("enrolment and credit are not the same doctor's")
            : !entry.IsInForce ? EndOf(key, entry.Course)
            : Credit.Value is not { } points || CreditEntry.Parse(points.Span) is not { } credit ? Refusals.DoctorUnknown.With("no credit")
            : credit.Expelled ? Refusals.AuthorExpelled.With($"at height {credit.ExpelledAtHeight}")
            : new ProvenDoctor(key, chainId, entry, credit, Hospital.Head.Head.Head, Enrolment.Head.Head.Head);
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(Hospital.ToBytes()).Bytes(Standing.ToBytes()).Bytes(Genesis.ToBytes()).Bytes(Enrolment.ToBytes()).Bytes(Credit.ToBytes()).ToArray();

    private static Refusal EndOf(Bytes32 key, KeyCourse course) => course.Successor.IsZero
        ? Refusals.PartyRetired.With($"{key} at height {course.EndedAtHeight}")
        : Refusals.KeyRotated.With($"{key} ended at height {course.EndedAtHeight}");

    private static bool Is(EntryProof proof, string kind, ReadOnlyMemory<byte> identifier) => proof.Kind == kind && proof.Identifier.Span.SequenceEqual(identifier.Span);
}
