using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A holder's signed word that it destroyed what it held of a document and will not serve it again, from no backup
/// either (docs/spec ERASED). Means something only beside the order that it answers.
/// </summary>
public sealed class ErasureConfirmation
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>Signing key of the store or proxy.</summary>
    public required Bytes32 Holder { get; init; }

    /// <summary>When it was destroyed, by the holder's clock.</summary>
    public required ulong TimeMillis { get; init; }

    /// <summary>ERASED by the holder.</summary>
    public required Signature64 Signature { get; init; }

    /// <summary>Signs for an order that was carried out.</summary>
    public static ErasureConfirmation Sign(ErasureOrder order, ulong timeMillis, SigningKey holder) => new()
    {
        Holder = holder.PublicKey,
        TimeMillis = timeMillis,
        Signature = holder.Sign(SignedMessage.Erased(order.ChainId, order.DocumentId, order.ContentHash, timeMillis)),
    };

    /// <summary>What ERASED signs for this order.</summary>
    public Bytes32 MessageFor(ErasureOrder order) => SignedMessage.Erased(order.ChainId, order.DocumentId, order.ContentHash, TimeMillis);

    public bool SignatureIsValid(ErasureOrder order) => Bip340.Verify(Holder, MessageFor(order), Signature);

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    public static Parsed<ErasureConfirmation> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        var confirmation = Read(ref reader);
        return reader.Complete ? confirmation : Refusals.Malformed.With("erasure confirmation");
    }

    internal void Write(CanonicalWriter writer) =>
        writer.Array(Fields).UInt(Version).Bytes(Holder).UInt(TimeMillis).Bytes(Signature);

    internal static ErasureConfirmation Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new ErasureConfirmation { Holder = reader.Bytes32(), TimeMillis = reader.UInt(ulong.MaxValue), Signature = reader.Signature() };
    }
}
