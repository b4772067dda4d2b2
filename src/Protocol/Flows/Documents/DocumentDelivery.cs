using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// The proxy's answer to a permitted REQUEST for a document: the record, the re-encryption with its proof, and the
/// supernode's promise of the access record. Canonical: [1, record, re-encryption bin356, access record id, promise].
/// </summary>
public sealed class DocumentDelivery
{
    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>Canonical record, which the reader compares with the chain's.</summary>
    public required ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>capsule‖E'‖V‖W‖c‖z, 356 bytes.</summary>
    public required ReadOnlyMemory<byte> Reencryption { get; init; }

    /// <summary>Record id of the access record.</summary>
    public required Bytes32 AccessId { get; init; }

    /// <summary>Canonical <see cref="Blocks.Promise"/> of the access record.</summary>
    public required ReadOnlyMemory<byte> Promise { get; init; }

    public static Parsed<DocumentDelivery> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > FlowLimits.DeliveryBytesMax)
        {
            return Refusals.RecordTooLarge.With($"delivery of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var delivery = new DocumentDelivery
        {
            Record = reader.Bytes(1, RecordLimits.RecordBytesMax).ToArray(),
            Reencryption = reader.Fixed(P21Reencryption.Size),
            AccessId = reader.Bytes32(),
            Promise = reader.Bytes(1, Blocks.Promise.BytesMax).ToArray(),
        };
        return reader.Complete ? delivery : Refusals.Malformed.With("document delivery");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(Record.Span).Bytes(Reencryption.Span).Bytes(AccessId).Bytes(Promise.Span).ToArray();
}
