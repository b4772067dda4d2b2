using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>FELLOW-ANSWER mail, B to A: B's nonce and point. Canonical: [1, ask id, nonce_B, P_B bin48].</summary>
public sealed class FellowAnswer
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 AskId { get; init; }

    /// <summary>32 random bytes of B.</summary>
    public required Bytes32 Nonce { get; init; }

    /// <summary>P_B.</summary>
    public required G1 Point { get; init; }

    public static Parsed<FellowAnswer> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ask = reader.Bytes32();
        var nonce = reader.Bytes32();
        var bytes = reader.Bytes(G1.Size, G1.Size);
        return reader.Complete && G1.TryDecode(bytes, out var point)
            ? new FellowAnswer { AskId = ask, Nonce = nonce, Point = point }
            : Refusals.Malformed.With("answer of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(AskId).Bytes(Nonce).Bytes(Point.Encoded).ToArray();
}
