using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>One doctor's diagnosis (L19-D): capsule under the visit's key, evidence, and where the sealed content lies.</summary>
public sealed class Diagnosis : RecordBody
{
    private const int Fields = 7;

    public override string Kind => RecordKinds.Diagnosis;

    /// <summary>PID_i, under which the hospital is enrolled, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> HospitalPid { get; init; }

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>L19 capsule, 352 bytes.</summary>
    public required ReadOnlyMemory<byte> Capsule { get; init; }

    /// <summary>X: the evidence sealed to the hospital.</summary>
    public required ReadOnlyMemory<byte> SealedEvidence { get; init; }

    /// <summary>Kdf("EVIDENCE", 32; α, ctx, author).</summary>
    public required Bytes32 EvidenceTag { get; init; }

    public required ContentReceipt Content { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(HospitalPid.Span).Bytes(Pid.Span).Bytes(Capsule.Span)
            .Bytes(SealedEvidence.Span).Bytes(EvidenceTag);
        Content.Write(writer);
    }

    internal static Diagnosis Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Diagnosis
        {
            HospitalPid = reader.Fixed(RecordLimits.PidBytes),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Capsule = reader.Fixed(RecordLimits.L19CapsuleBytes),
            SealedEvidence = reader.Bytes(RecordLimits.SealedEvidenceBytesMin, RecordLimits.SealedEvidenceBytesMax).ToArray(),
            EvidenceTag = reader.Bytes32(),
            Content = ContentReceipt.Read(ref reader),
        };
    }
}
