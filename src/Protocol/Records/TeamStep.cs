using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// Doctor k's partial signature, as the paper broadcasts it (BC22 §4.4). It names the step it was signed on, so that a
/// signature which fails is wrong whatever else happened meanwhile, and one that came too late is only late.
/// </summary>
public sealed class TeamStep : RecordBody
{
    private const int Fields = 7;

    public override string Kind => RecordKinds.TeamStep;

    public required Bytes32 Sid { get; init; }

    /// <summary>Record id of step k-1 whose signature this one continues; zero for the first doctor.</summary>
    public required Bytes32 Previous { get; init; }

    /// <summary>k, from 1.</summary>
    public required uint Place { get; init; }

    /// <summary>1 for the first signature of this place, and one more each time it is signed again.</summary>
    public required uint Attempt { get; init; }

    /// <summary>D_k, the commitment to what this doctor wrote.</summary>
    public required Bytes32 Commitment { get; init; }

    /// <summary>R_k ‖ Q_k, 96 bytes.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version)
        .Bytes(Sid).Bytes(Previous).UInt(Place).UInt(Attempt).Bytes(Commitment).Bytes(Signature.Span);

    internal static TeamStep Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var step = new TeamStep
        {
            Sid = reader.Bytes32(),
            Previous = reader.Bytes32(),
            Place = (uint)reader.UInt(RecordLimits.TeamSizeMax),
            Attempt = (uint)reader.UInt(uint.MaxValue),
            Commitment = reader.Bytes32(),
            Signature = reader.Fixed(RecordLimits.TeamSignatureBytes),
        };
        if (step.Place == 0 || step.Attempt == 0 || step.Previous.IsZero != (step.Place == 1))
        {
            reader.Fail();
        }

        return step;
    }
}
