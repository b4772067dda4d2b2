using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>The signed order to destroy a document's content, by its folder's owner or the hospital (docs/spec ERASURE-ORDER).</summary>
public sealed class ErasureOrder
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    /// <summary>Record id of the document.</summary>
    public required Bytes32 DocumentId { get; init; }

    /// <summary>The document's content: what the holders look for.</summary>
    public required Bytes32 ContentHash { get; init; }

    /// <summary>Signing key of who orders.</summary>
    public required Bytes32 OrderedBy { get; init; }

    /// <summary>When, by the clock of who orders.</summary>
    public required ulong TimeMillis { get; init; }

    public required Signature64 Signature { get; init; }

    /// <summary>Makes and signs an order.</summary>
    public static ErasureOrder Sign(Bytes32 chainId, Bytes32 documentId, Bytes32 contentHash, ulong timeMillis, SigningKey orderedBy) => new()
    {
        ChainId = chainId,
        DocumentId = documentId,
        ContentHash = contentHash,
        OrderedBy = orderedBy.PublicKey,
        TimeMillis = timeMillis,
        Signature = orderedBy.Sign(SignedMessage.ErasureOrder(chainId, documentId, contentHash, timeMillis)),
    };

    /// <summary>What ERASURE-ORDER signs here.</summary>
    public Bytes32 Message => SignedMessage.ErasureOrder(ChainId, DocumentId, ContentHash, TimeMillis);

    public bool SignatureIsValid() => Bip340.Verify(OrderedBy, Message, Signature);

    public void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(DocumentId).Bytes(ContentHash).Bytes(OrderedBy).UInt(TimeMillis).Bytes(Signature);

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    public static Parsed<ErasureOrder> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        var order = Read(ref reader);
        return reader.Complete ? order : Refusals.Malformed.With("erasure order");
    }

    internal static ErasureOrder Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new ErasureOrder
        {
            ChainId = reader.Bytes32(),
            DocumentId = reader.Bytes32(),
            ContentHash = reader.Bytes32(),
            OrderedBy = reader.Bytes32(),
            TimeMillis = reader.UInt(ulong.MaxValue),
            Signature = reader.Signature(),
        };
    }
}
