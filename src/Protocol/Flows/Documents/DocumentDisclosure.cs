using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// What lets anyone who has a document's plaintext check that it is that record's content and its author's words: content
/// key and signature. It opens the stored content, so whoever hands it on hands on the document. Canonical: [1, document's
/// record id bin32, content key bin32, AUTHOR bin64].
/// </summary>
public sealed class DocumentDisclosure : IDisposable
{
    /// <summary>The longest canonical disclosure.</summary>
    public const int BytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 4;
    private const int KeySize = 32;
    private readonly byte[] key;

    public DocumentDisclosure(Bytes32 documentId, ReadOnlySpan<byte> contentKey, Signature64 author)
    {
        DocumentId = documentId;
        key = contentKey.ToArray();
        Author = author;
    }

    /// <summary>Record id of the document.</summary>
    public Bytes32 DocumentId { get; }

    /// <summary>K.</summary>
    public ReadOnlySpan<byte> ContentKey => key;

    /// <summary>AUTHOR over SHA-256 of the plaintext.</summary>
    public Signature64 Author { get; }

    public static Parsed<DocumentDisclosure> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var documentId = reader.Bytes32();
        var secret = reader.Fixed(KeySize);
        var author = reader.Signature();
        return reader.Complete ? new DocumentDisclosure(documentId, secret.Span, author) : Refusals.Malformed.With("disclosure of a document");
    }

    /// <summary>Holds a secret: write it where only its owner reads.</summary>
    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(DocumentId).Bytes(key).Bytes(Author).ToArrayAndClear();

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    public override string ToString() => $"DocumentDisclosure {DocumentId}";
}
