using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A team's session, by the hospital (BC22 §4.3): whose visit, which doctors in which order, how long each has and how
/// often a step may be signed again. With H(α) of the visit and the hospital's key this is all that sid covers.
/// </summary>
public sealed class TeamOpen : RecordBody
{
    private const int Fields = 6;

    public override string Kind => RecordKinds.TeamOpen;

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>1 to 16 different doctors, in the order in which they sign.</summary>
    public required IReadOnlyList<TeamMember> Members { get; init; }

    /// <summary>T, when the first doctor's time begins, milliseconds since 1970.</summary>
    public required ulong StartMillis { get; init; }

    /// <summary>How long one doctor has; step k is due at T + k·step.</summary>
    public required ulong StepMillis { get; init; }

    /// <summary>N, how often a step may be signed again.</summary>
    public required uint ResignMax { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(Pid.Span);
        TeamMember.WriteList(writer, Members);
        writer.UInt(StartMillis).UInt(StepMillis).UInt(ResignMax);
    }

    internal static TeamOpen Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var open = new TeamOpen
        {
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Members = TeamMember.ReadList(ref reader),
            StartMillis = reader.UInt(long.MaxValue),
            StepMillis = reader.UInt(RecordLimits.TeamStepMillisMax),
            ResignMax = (uint)reader.UInt(RecordLimits.TeamResignMax),
        };
        if (open.StepMillis == 0)
        {
            reader.Fail();
        }

        return open;
    }
}
