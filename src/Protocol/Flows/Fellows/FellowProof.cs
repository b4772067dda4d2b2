using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>FELLOW-PROOF mail, A to B: A's point and confirmation. Canonical: [1, ask id, P_A bin48, MAC_A bin32, SESSION bin64].</summary>
public sealed class FellowProof
{
    private const ulong Version = 1;
    private const int Fields = 5;

    public required Bytes32 AskId { get; init; }

    /// <summary>P_A.</summary>
    public required G1 Point { get; init; }

    /// <summary>MAC_A.</summary>
    public required Bytes32 Confirmation { get; init; }

    /// <summary>SESSION by A's visit over sid and both points.</summary>
    public required Signature64 Signature { get; init; }

    public static Parsed<FellowProof> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ask = reader.Bytes32();
        var bytes = reader.Bytes(G1.Size, G1.Size);
        var confirmation = reader.Bytes32();
        var signature = reader.Signature();
        return reader.Complete && G1.TryDecode(bytes, out var point)
            ? new FellowProof { AskId = ask, Point = point, Confirmation = confirmation, Signature = signature }
            : Refusals.Malformed.With("proof of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(AskId).Bytes(Point.Encoded).Bytes(Confirmation).Bytes(Signature).ToArray();
}
