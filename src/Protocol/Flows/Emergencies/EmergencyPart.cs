using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>BREAK-GLASS-PART mail, an officer to the one who leads: the answer for one record. Canonical: [1, opening's record id, record id, part bin180].</summary>
public sealed class EmergencyPart
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 OpenId { get; init; }

    public required Bytes32 RecordId { get; init; }

    public required EscrowPart Part { get; init; }

    /// <summary>What a part's proof is bound to.</summary>
    public static byte[] Context(Bytes32 openId, Bytes32 recordId) => Transcript.Join(openId.ToArray(), recordId.ToArray());

    public static Parsed<EmergencyPart> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var (open, record) = (reader.Bytes32(), reader.Bytes32());
        var bytes = reader.Bytes(EscrowPart.Size, EscrowPart.Size);
        return reader.Complete && EscrowPart.TryDecode(bytes, out var part)
            ? new EmergencyPart { OpenId = open, RecordId = record, Part = part }
            : Refusals.Malformed.With("part of an emergency");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(OpenId).Bytes(RecordId).Bytes(Part.ToBytes()).ToArray();
}
