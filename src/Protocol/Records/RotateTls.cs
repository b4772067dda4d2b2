using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A machine's next certificate, on the registry chain, signed by the machine's own key: from this record's block on its
/// peers take both, from <see cref="OldUntilMillis"/> on only the new one (decision record 0025).
/// </summary>
public sealed class RotateTls : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.RotateTls;

    /// <summary>SHA-256 of the certificate to come.</summary>
    public required Bytes32 TlsFingerprint { get; init; }

    /// <summary>Until when the certificate before it is taken too.</summary>
    public required ulong OldUntilMillis { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(TlsFingerprint).UInt(OldUntilMillis);

    internal static RotateTls Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new RotateTls { TlsFingerprint = reader.Bytes32(), OldUntilMillis = reader.UInt(ulong.MaxValue) };
    }
}
