using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// What is alleged against a hospital, with the evidence, on the registry chain (chain.md §2, §4.5). Its author is
/// enrolled there, or is a doctor of some hospital and carries the proof of that.
/// </summary>
public sealed class Report : RecordBody
{
    private const int Fields = 3;
    private Parsed<OffenceEvidence>? evidence;

    public override string Kind => RecordKinds.Report;

    /// <summary>The reporter's key with its chain; proofs are empty where the key is enrolled on the registry chain.</summary>
    public required Grantee Reporter { get; init; }

    /// <summary>Canonical bytes of an <see cref="OffenceEvidence"/>.</summary>
    public required ReadOnlyMemory<byte> EvidenceBytes { get; init; }

    /// <summary>The evidence, parsed when it is first asked for; not verified.</summary>
    public Parsed<OffenceEvidence> Evidence => evidence ??= OffenceEvidence.Parse(EvidenceBytes.Span);

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Reporter.Write(writer);
        writer.Bytes(EvidenceBytes.Span);
    }

    internal static Report Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Report { Reporter = Grantee.Read(ref reader), EvidenceBytes = reader.Bytes(0, RecordLimits.EvidenceBytesMax).ToArray() };
    }
}
