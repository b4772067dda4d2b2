using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A hospital's α in a dispute, sealed to the system manager, on the registry chain (chain.md §4.5, crypto.md §5).</summary>
public sealed class Disclosure : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Disclosure;

    /// <summary>Record id of the report that disputes a rejection.</summary>
    public required Bytes32 ReportId { get; init; }

    /// <summary>α, sealed as <see cref="Supervision.AlphaDisclosure"/> says, 113 bytes.</summary>
    public required ReadOnlyMemory<byte> SealedAlpha { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(ReportId).Bytes(SealedAlpha.Span);

    internal static Disclosure Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Disclosure { ReportId = reader.Bytes32(), SealedAlpha = reader.Fixed(RecordLimits.SealedAlphaBytes) };
    }
}
