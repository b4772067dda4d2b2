using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// Everything needed to judge one answer of a proxy offline, with nothing secret in it: the folder as a sealed state has
/// it, proofs of the document's and the grant's records, and the re-encryption. Canonical: [1, folder's proof, document's
/// proof, grant's proof, re-encryption bin356].
/// </summary>
public sealed class ReencryptionEvidence
{
    /// <summary>The longest canonical evidence.</summary>
    public const int BytesMax = (2 * RecordProof.BytesMax) + StateEntryProof.BytesMax + 1024;

    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>Proof of the folder's entry: its owner and key, which never change.</summary>
    public required StateEntryProof Folder { get; init; }

    public required RecordProof Document { get; init; }

    public required RecordProof Grant { get; init; }

    /// <summary>The proxy's answer, 356 bytes.</summary>
    public required ReadOnlyMemory<byte> Reencryption { get; init; }

    public static Parsed<ReencryptionEvidence> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > BytesMax)
        {
            return Refusals.RecordTooLarge.With($"evidence of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var folder = StateEntryProof.Parse(reader.Bytes(0, StateEntryProof.BytesMax));
        var document = RecordProof.Parse(reader.Bytes(0, RecordProof.BytesMax));
        var grant = RecordProof.Parse(reader.Bytes(0, RecordProof.BytesMax));
        var reencryption = reader.Fixed(P21Reencryption.Size);
        return reader.Complete && folder.Ok && document.Ok && grant.Ok
            ? new ReencryptionEvidence { Folder = folder.Value, Document = document.Value, Grant = grant.Value, Reencryption = reencryption }
            : Refusals.Malformed.With("evidence of a re-encryption");
    }

    /// <summary>The proxy answered rightly, or why the evidence shows nothing or shows it wrong.</summary>
    public Parsed<VerifiedP21Reencryption> Check(Genesis genesis)
    {
        foreach (var proof in (RecordProof[])[Document, Grant])
        {
            var proven = proof.Verify(genesis);
            if (!proven.Ok)
            {
                return proven.Refusal;
            }
        }

        if (Document.Record.Body is not Document document)
        {
            return Refusals.RecordUnknown.With($"record {Document.Record.Id} is a {Document.Record.Kind}");
        }

        if (Folder.Verify(genesis, StateKey.Of(StateKinds.Folder, document.FolderId)) is { } unproven)
        {
            return unproven;
        }

        return Folder.Value is { } value
            && FolderEntry.Parse(value.Span) is { } folder
            && Grant.Record.Author == folder.Owner
            && P21PublicKey.TryDecode(folder.Key.Span, out var key)
                ? DocumentOpening.Verify(Document.Record, Grant.Record, key, Reencryption.Span)
                : Refusals.FolderUnknown.With("folder, document and grant do not belong together");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(Folder.ToBytes()).Bytes(Document.ToBytes()).Bytes(Grant.ToBytes()).Bytes(Reencryption.Span).ToArray();
}
