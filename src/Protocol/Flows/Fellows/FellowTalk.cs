using HospitalChain.Crypto;
using HospitalChain.Crypto.Fellows;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>FELLOW-TALK mail, either way, once both agreed. Canonical: [1, ask id, number, box]: numbers of a direction begin at 0 and leave no gap.</summary>
public sealed class FellowTalk
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 AskId { get; init; }

    public required ulong Number { get; init; }

    /// <summary>Sealed under the session's key (<see cref="FellowMessages"/>).</summary>
    public required ReadOnlyMemory<byte> Box { get; init; }

    public static Parsed<FellowTalk> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ask = reader.Bytes32();
        var number = reader.UInt(FellowLimits.TimeMax);
        var box = reader.Bytes(FellowMessages.TagBytes, FellowLimits.TextBytesMax + FellowMessages.TagBytes).ToArray();
        return reader.Complete ? new FellowTalk { AskId = ask, Number = number, Box = box } : Refusals.Malformed.With("message of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(AskId).UInt(Number).Bytes(Box.Span).ToArray();
}
