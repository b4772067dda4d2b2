using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// That a key is enrolled on another chain, under the state root of one of its sealed headers (chain.md §2): what a
/// grant carries for a grantee of another hospital. Canonical: [1, value, bitmap of empty siblings, siblings]. Parsed
/// only: <see cref="Verify"/> decides, and the header's seal is the caller's to check.
/// </summary>
public sealed class EnrolmentProof
{
    /// <summary>The longest enrolment entry.</summary>
    public const int ValueBytesMax = 1024;

    private const ulong Version = 1;
    private const int Fields = 4;
    private readonly byte[] value;
    private readonly StateProof path;

    private EnrolmentProof(byte[] value, StateProof path)
    {
        this.value = value;
        this.path = path;
    }

    /// <summary>Proves the entry that stands in <paramref name="tree"/>; null when the key is not enrolled there.</summary>
    public static EnrolmentProof? Of(StateTree tree, Bytes32 key)
    {
        var stateKey = StateKey.Of(StateKinds.Enrolment, key);
        return tree.TryGet(stateKey, out var value) ? new EnrolmentProof(value.ToArray(), tree.Prove(stateKey)) : null;
    }

    /// <summary>The same from a state entry's proof, such as a node answers; null when it proves absence.</summary>
    public static EnrolmentProof? Of(StateEntryProof proof) =>
        proof.Value is { } value && value.Length <= ValueBytesMax ? new EnrolmentProof(value.ToArray(), proof.Path) : null;

    public static Parsed<EnrolmentProof> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = reader.Bytes(0, ValueBytesMax).ToArray();
        var siblings = StatePathCodec.Read(ref reader, leaf: null);
        if (!reader.Complete || siblings is null)
        {
            return Refusals.Malformed.With("enrolment proof");
        }

        return new EnrolmentProof(entry, siblings);
    }

    /// <summary>The entry of <paramref name="key"/> under this state root, or null where the proof does not show one.</summary>
    public EnrolmentEntry? Verify(Bytes32 stateRoot, Bytes32 key)
    {
        var stateKey = StateKey.Of(StateKinds.Enrolment, key);
        var leaf = new StateProofLeaf(stateKey, TreeHash.Sha256(value));
        return StateProof.TryMake(path.EmptySiblings.AsSpan(), path.Siblings.AsSpan(), leaf, out var whole)
            && whole.VerifyPresent(stateRoot, stateKey, value)
                ? EnrolmentEntry.Parse(value)
                : null;
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(value);
        StatePathCodec.Write(writer, path);
        return writer.ToArray();
    }
}
