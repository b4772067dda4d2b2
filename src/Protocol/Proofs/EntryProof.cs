using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// What stands at a named state entry, or that nothing does, at a HEAD and when that was: all that whoever has no node
/// needs besides the chain's genesis. Canonical: [1, kind str, identifier bin, state entry proof bin, head update bin].
/// Parsed only: <see cref="Refuses"/> decides.
/// </summary>
/// <param name="Kind">Kind of the entry (docs/spec/encodings.md, State).</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Entry">The entry under the header's state root.</param>
/// <param name="Head">The HEAD that names that header, with its cosignatures.</param>
public sealed record EntryProof(string Kind, ReadOnlyMemory<byte> Identifier, StateEntryProof Entry, HeadUpdate Head)
{
    /// <summary>The longest canonical proof.</summary>
    public const int BytesMax = StateEntryProof.BytesMax + HeadUpdate.BytesMax + 512;

    /// <summary>The longest identifier.</summary>
    public const int IdentifierBytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>The entry's value; null where it is absent.</summary>
    public ReadOnlyMemory<byte>? Value => Entry.Value;

    /// <summary>When it stood so, by the supernode's clock.</summary>
    public ulong TimeMillis => Head.Head.Head.TimeMillis;

    public static Parsed<EntryProof> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var kind = reader.Text(RecordLimits.KindBytesMax);
        var identifier = reader.Bytes(1, IdentifierBytesMax).ToArray();
        var entry = StateEntryProof.Parse(reader.Bytes(0, StateEntryProof.BytesMax));
        var head = HeadUpdate.Parse(reader.Bytes(0, HeadUpdate.BytesMax));
        return reader.Complete && IsKind(kind) && entry.Ok && head.Ok
            ? new EntryProof(kind, identifier, entry.Value, head.Value)
            : Refusals.Malformed.With("entry proof");
    }

    /// <summary>Null when the entry is proven for the very header that the HEAD names, both signed by the chain's supernode.</summary>
    public Refusal? Refuses(Genesis genesis) =>
        Head.Refuses(genesis)
        ?? Entry.Verify(genesis, StateKey.Of(Kind, Identifier.Span))
        ?? (Entry.Sealed.Header.Hash == Head.Head.Head.HeaderHash ? null : Refusals.ProofInvalid.With($"proven at block {Entry.Sealed.Header.Height}, not under head {Head.Head.Head.Height}"));

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Text(Kind).Bytes(Identifier.Span).Bytes(Entry.ToBytes()).Bytes(Head.ToBytes()).ToArray();

    /// <summary>Kinds are ASCII, so that each has one spelling.</summary>
    private static bool IsKind(string kind) => kind.Length > 0 && kind.All(letter => letter is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
