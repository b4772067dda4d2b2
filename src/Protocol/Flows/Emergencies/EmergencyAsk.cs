using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>BREAK-GLASS-ASK mail, the one who leads to the other officers: a part for this record. Canonical: [1, chain id, opening's record id, record id].</summary>
public sealed class EmergencyAsk
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 OpenId { get; init; }

    public required Bytes32 RecordId { get; init; }

    public static Parsed<EmergencyAsk> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var (chain, open, record) = (reader.Bytes32(), reader.Bytes32(), reader.Bytes32());
        return reader.Complete ? new EmergencyAsk { ChainId = chain, OpenId = open, RecordId = record } : Refusals.Malformed.With("ask for a part");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(OpenId).Bytes(RecordId).ToArray();
}
