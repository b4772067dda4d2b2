using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// What stands, or that nothing stands, at a state key after a sealed block (chain.md §3). Canonical: [1, sealed
/// header, value (a list of 0 or 1), bitmap of empty siblings, siblings, other leaf met ([] or [key, value hash])].
/// Parsed only: <see cref="Verify"/> decides.
/// </summary>
public sealed class StateEntryProof
{
    /// <summary>The longest value of a state entry: a team of sixteen, each with a multisignature key.</summary>
    public const int ValueBytesMax = 8192;

    /// <summary>The longest canonical proof.</summary>
    public const int BytesMax = SealedHeader.BytesMax + ValueBytesMax + (StateProof.DepthMax * (Bytes32.Size + 2)) + 256;

    private const ulong Version = 1;
    private const int Fields = 6;

    private StateEntryProof(SealedHeader header, ReadOnlyMemory<byte>? value, StateProof path)
    {
        Sealed = header;
        Value = value;
        Path = path;
    }

    /// <summary>The sealed header whose state root the proof leads to.</summary>
    public SealedHeader Sealed { get; }

    /// <summary>The entry's value; null where the proof shows absence.</summary>
    public ReadOnlyMemory<byte>? Value { get; }

    internal StateProof Path { get; }

    /// <summary>Proves <paramref name="key"/> in the state after <paramref name="header"/>.</summary>
    public static StateEntryProof Of(SealedHeader header, StateTree tree, Bytes32 key) =>
        new(header, tree.TryGet(key, out var value) ? (ReadOnlyMemory<byte>?)value : null, tree.Prove(key));

    public static Parsed<StateEntryProof> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var header = SealedHeader.Read(ref reader);
        ReadOnlyMemory<byte>? value = reader.List(0, 1) == 1 ? (ReadOnlyMemory<byte>?)reader.Bytes(0, ValueBytesMax).ToArray() : null;
        var path = StatePathCodec.Read(ref reader, leaf: null);
        var other = ReadOther(ref reader);
        if (!reader.Complete || path is null || (value is not null && other is not null))
        {
            return Refusals.Malformed.With("state entry proof");
        }

        return new StateEntryProof(header, value, WithLeaf(path, other));
    }

    /// <summary>Null when the header is sealed by the genesis' supernode and the state has exactly this at <paramref name="key"/>.</summary>
    public Refusal? Verify(Genesis genesis, Bytes32 key)
    {
        if (SealCheck.Refuses(Sealed, genesis) is { } refusal)
        {
            return refusal;
        }

        var root = Sealed.Header.StateRoot;
        var shown = Value is { } value
            ? WithLeaf(Path, new StateProofLeaf(key, TreeHash.Sha256(value.Span))).VerifyPresent(root, key, value.Span)
            : Path.VerifyAbsent(root, key);
        return shown ? null : Refusals.ProofInvalid.With("state entry");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        Sealed.Write(writer);
        if (Value is { } value)
        {
            writer.Array(1).Bytes(value.Span);
        }
        else
        {
            writer.Array(0);
        }

        StatePathCodec.Write(writer, Path);
        if (Value is null && Path.Leaf is { } leaf)
        {
            return writer.Array(2).Bytes(leaf.Key).Bytes(leaf.ValueHash).ToArray();
        }

        return writer.Array(0).ToArray();
    }

    private static StateProofLeaf? ReadOther(ref CanonicalReader reader)
    {
        switch (reader.List(0, 2))
        {
            case 0:
                return null;
            case 2:
                return new StateProofLeaf(reader.Bytes32(), reader.Bytes32());
            default:
                reader.Fail();
                return null;
        }
    }

    private static StateProof WithLeaf(StateProof path, StateProofLeaf? leaf) =>
        StateProof.TryMake(path.EmptySiblings.AsSpan(), path.Siblings.AsSpan(), leaf, out var whole)
            ? whole
            : throw new InvalidOperationException("a path that was accepted is refused");
}
