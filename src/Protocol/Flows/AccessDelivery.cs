using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// The proxy's answer to a granted REQUEST (chain.md §4.7): the record, its capsule under PK_s, and the supernode's
/// promise of the access record. Canonical: [1, record, capsule, access record id, promise].
/// </summary>
public sealed class AccessDelivery
{
    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>Canonical record, which the reader compares with the chain's.</summary>
    public required ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>Re-encrypted capsule: L19's 352 bytes, or of a team's diagnosis BC22's 400.</summary>
    public required ReadOnlyMemory<byte> Capsule { get; init; }

    /// <summary>Record id of the access record.</summary>
    public required Bytes32 AccessId { get; init; }

    /// <summary>Canonical <see cref="Promise"/> of the access record.</summary>
    public required ReadOnlyMemory<byte> Promise { get; init; }

    public static Parsed<AccessDelivery> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > FlowLimits.DeliveryBytesMax)
        {
            return Refusals.RecordTooLarge.With($"delivery of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var delivery = new AccessDelivery
        {
            Record = reader.Bytes(1, RecordLimits.RecordBytesMax).ToArray(),
            Capsule = reader.Bytes(RecordLimits.L19CapsuleBytes, RecordLimits.Bc22CapsuleBytes).ToArray(),
            AccessId = reader.Bytes32(),
            Promise = reader.Bytes(1, Blocks.Promise.BytesMax).ToArray(),
        };
        return reader.Complete && delivery.Capsule.Length is RecordLimits.L19CapsuleBytes or RecordLimits.Bc22CapsuleBytes ? delivery : Refusals.Malformed.With("delivery");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(Record.Span).Bytes(Capsule.Span).Bytes(AccessId).Bytes(Promise.Span).ToArray();
}
