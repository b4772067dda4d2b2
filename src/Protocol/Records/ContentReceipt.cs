using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>Stored content as a record names it, with the store's signed receipt (RECEIPT, crypto.md §3).</summary>
public sealed class ContentReceipt
{
    private const int Fields = 6;

    /// <summary>SHA-256 of the stored ciphertext.</summary>
    public required Bytes32 ContentHash { get; init; }

    /// <summary>Bytes of the stored ciphertext.</summary>
    public required ulong SizeBytes { get; init; }

    /// <summary>IANA media type of the plaintext, at most 100 bytes.</summary>
    public required string MediaType { get; init; }

    /// <summary>Signing key of the store.</summary>
    public required Bytes32 Store { get; init; }

    /// <summary>When the store signed, milliseconds since 1970.</summary>
    public required ulong TimeMillis { get; init; }

    public required Signature64 Signature { get; init; }

    internal void Write(CanonicalWriter writer) => writer.Array(Fields)
        .Bytes(ContentHash).UInt(SizeBytes).Text(MediaType).Bytes(Store).UInt(TimeMillis).Bytes(Signature);

    internal static ContentReceipt Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new ContentReceipt
        {
            ContentHash = reader.Bytes32(),
            SizeBytes = reader.UInt(long.MaxValue),
            MediaType = reader.Text(RecordLimits.MediaTypeBytesMax),
            Store = reader.Bytes32(),
            TimeMillis = reader.UInt(ulong.MaxValue),
            Signature = reader.Signature(),
        };
    }
}
