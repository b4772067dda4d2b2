using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>FELLOW-CONFIRM mail, B to A, and only after A's confirmation was right. Canonical: [1, ask id, MAC_B bin32, SESSION bin64].</summary>
public sealed class FellowConfirmation
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 AskId { get; init; }

    /// <summary>MAC_B.</summary>
    public required Bytes32 Confirmation { get; init; }

    /// <summary>SESSION by B's visit over sid and both points.</summary>
    public required Signature64 Signature { get; init; }

    public static Parsed<FellowConfirmation> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ask = reader.Bytes32();
        var confirmation = reader.Bytes32();
        var signature = reader.Signature();
        return reader.Complete
            ? new FellowConfirmation { AskId = ask, Confirmation = confirmation, Signature = signature }
            : Refusals.Malformed.With("confirmation of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(AskId).Bytes(Confirmation).Bytes(Signature).ToArray();
}
