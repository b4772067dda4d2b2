using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A team's diagnosis, by its last doctor (BC22 §4.4, 4.5): everyone's signature, the capsule to the patient and where the
/// sealed content lies. A reader has ctx and every commitment from this record alone.
/// </summary>
public sealed class TeamDiagnosis : RecordBody
{
    private const int Fields = 7;
    private const int StepFields = 2;

    public override string Kind => RecordKinds.TeamDiagnosis;

    public required Bytes32 Sid { get; init; }

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>The accepted steps of all n doctors, in order.</summary>
    public required IReadOnlyList<SignedStep> Steps { get; init; }

    /// <summary>R_n ‖ Q_n, 96 bytes: all doctors' signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>BC22 capsule, 400 bytes.</summary>
    public required ReadOnlyMemory<byte> Capsule { get; init; }

    public required ContentReceipt Content { get; init; }

    /// <summary>ctx of this diagnosis (crypto.md §3), for whoever knows the visit's PK_j.</summary>
    public Bytes32 ContextOf(Bytes32 chainId, Bytes32 author, ReadOnlySpan<byte> visitKey) => RecordContext.ForTeam(
        chainId, author, Pid.Span, visitKey, Content.ContentHash, Sid, Steps.Select(step => step.Commitment).ToArray());

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(Sid).Bytes(Pid.Span).Array(Steps.Count);
        foreach (var step in Steps)
        {
            writer.Array(StepFields).Bytes(step.RecordId).Bytes(step.Commitment);
        }

        writer.Bytes(Signature.Span).Bytes(Capsule.Span);
        Content.Write(writer);
    }

    internal static TeamDiagnosis Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new TeamDiagnosis
        {
            Sid = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Steps = ReadSteps(ref reader),
            Signature = reader.Fixed(RecordLimits.TeamSignatureBytes),
            Capsule = reader.Fixed(RecordLimits.Bc22CapsuleBytes),
            Content = ContentReceipt.Read(ref reader),
        };
    }

    private static SignedStep[] ReadSteps(ref CanonicalReader reader)
    {
        var steps = new SignedStep[reader.List(1, RecordLimits.TeamSizeMax)];
        for (var i = 0; i < steps.Length; i++)
        {
            reader.Array(StepFields);
            steps[i] = new SignedStep(reader.Bytes32(), reader.Bytes32());
        }

        return steps;
    }
}
