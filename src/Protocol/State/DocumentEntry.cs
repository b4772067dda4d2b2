using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>A document as the chain keeps it: enough to decide a delivery, and whether its content may still exist.</summary>
public sealed class DocumentEntry
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 FolderId { get; init; }

    /// <summary>SHA-256 of the stored ciphertext.</summary>
    public required Bytes32 ContentHash { get; init; }

    /// <summary>Signing key of the store that signed the receipt.</summary>
    public required Bytes32 Store { get; init; }

    public required AccessRange Range { get; init; }

    /// <summary>Height of the block with its erasure; 0 while it stands.</summary>
    public required ulong ErasedAtHeight { get; init; }

    /// <summary>SHA-256 of the certificate of erasure; zero while it stands.</summary>
    public required Bytes32 CertificateHash { get; init; }

    public bool Erased => ErasedAtHeight != 0;

    /// <summary>The same document, erased.</summary>
    public DocumentEntry EraseAt(ulong height, Bytes32 certificateHash) => new()
    {
        FolderId = FolderId,
        ContentHash = ContentHash,
        Store = Store,
        Range = Range,
        ErasedAtHeight = height,
        CertificateHash = certificateHash,
    };

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(FolderId).Bytes(ContentHash).Bytes(Store);
        Range.Write(writer);
        return writer.UInt(ErasedAtHeight).OptionalHash(CertificateHash).ToArray();
    }

    public static DocumentEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new DocumentEntry
        {
            FolderId = reader.Bytes32(),
            ContentHash = reader.Bytes32(),
            Store = reader.Bytes32(),
            Range = AccessRange.Read(ref reader),
            ErasedAtHeight = reader.UInt(ulong.MaxValue),
            CertificateHash = reader.OptionalHash(),
        };
        return reader.Complete && entry.Erased == !entry.CertificateHash.IsZero ? entry : null;
    }
}
