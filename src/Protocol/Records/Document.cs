using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A document of any type (P21 §4.2, §4.3.3) by a doctor or the hospital: capsule under its folder's key, and where the
/// sealed content lies, which holds M and its author's signature.
/// </summary>
public sealed class Document : RecordBody
{
    private const int Fields = 7;

    public override string Kind => RecordKinds.Document;

    public required Bytes32 FolderId { get; init; }

    /// <summary>P21 capsule, 162 bytes.</summary>
    public required ReadOnlyMemory<byte> Capsule { get; init; }

    public required ContentReceipt Content { get; init; }

    public required AccessRange Range { get; init; }

    /// <summary>When the document was made, milliseconds since 1970.</summary>
    public required ulong CreatedMillis { get; init; }

    /// <summary>When it was stored, milliseconds since 1970; not before it was made.</summary>
    public required ulong SavedMillis { get; init; }

    /// <summary>ctx of this document (crypto.md §3): what its capsule and receipt are tied to.</summary>
    public Bytes32 ContextOf(Bytes32 chainId, Bytes32 author, ReadOnlySpan<byte> folderKey) =>
        RecordContext.ForDocument(chainId, author, folderKey, Content.ContentHash);

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(FolderId).Bytes(Capsule.Span);
        Content.Write(writer);
        Range.Write(writer);
        writer.UInt(CreatedMillis).UInt(SavedMillis);
    }

    internal static Document Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Document
        {
            FolderId = reader.Bytes32(),
            Capsule = reader.Fixed(RecordLimits.P21CapsuleBytes),
            Content = ContentReceipt.Read(ref reader),
            Range = AccessRange.Read(ref reader),
            CreatedMillis = reader.UInt(ulong.MaxValue),
            SavedMillis = reader.UInt(ulong.MaxValue),
        };
    }
}
