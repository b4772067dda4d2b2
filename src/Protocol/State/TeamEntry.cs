using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>A team's session: what the hospital opened, and the diagnosis once there is one.</summary>
public sealed class TeamEntry
{
    private const ulong Version = 1;
    private const int Fields = 7;

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>The doctors in order, with the keys they had when the session was opened.</summary>
    public required IReadOnlyList<TeamMember> Members { get; init; }

    /// <summary>T, milliseconds since 1970.</summary>
    public required ulong StartMillis { get; init; }

    public required ulong StepMillis { get; init; }

    /// <summary>N.</summary>
    public required uint ResignMax { get; init; }

    /// <summary>Record id of the team's diagnosis; zero until there is one.</summary>
    public required Bytes32 DiagnosisId { get; init; }

    public bool Finished => !DiagnosisId.IsZero;

    /// <summary>When step k is due, without grace.</summary>
    /// <param name="place">k, from 1.</param>
    public ulong DueMillis(uint place) => StartMillis + (place * StepMillis);

    /// <summary>The id of a session with these terms.</summary>
    /// <param name="evidenceHash">H(α) of the visit.</param>
    /// <param name="hospital">The hospital's signing key.</param>
    public Bytes32 SidFor(Bytes32 evidenceHash, Bytes32 hospital) => TeamSession.SidOf(
        Pid.Span, evidenceHash, hospital, [.. Members.Select(member => member.Doctor)], [.. Members.Select(member => member.Multisignature)], StartMillis, StepMillis, ResignMax);

    /// <summary>As the hospital opens it.</summary>
    public static TeamEntry Of(TeamOpen body) => new()
    {
        Pid = body.Pid,
        Members = body.Members,
        StartMillis = body.StartMillis,
        StepMillis = body.StepMillis,
        ResignMax = body.ResignMax,
        DiagnosisId = default,
    };

    /// <summary>The same session with its diagnosis.</summary>
    public TeamEntry FinishWith(Bytes32 diagnosisId) => new()
    {
        Pid = Pid,
        Members = Members,
        StartMillis = StartMillis,
        StepMillis = StepMillis,
        ResignMax = ResignMax,
        DiagnosisId = diagnosisId,
    };

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Pid.Span);
        TeamMember.WriteList(writer, Members);
        writer.UInt(StartMillis).UInt(StepMillis).UInt(ResignMax);
        return (Finished ? writer.Bytes(DiagnosisId) : writer.Bytes(ReadOnlySpan<byte>.Empty)).ToArray();
    }

    public static TeamEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var pid = reader.Fixed(RecordLimits.PidBytes);
        var members = TeamMember.ReadList(ref reader);
        var start = reader.UInt(long.MaxValue);
        var step = reader.UInt(RecordLimits.TeamStepMillisMax);
        var resign = (uint)reader.UInt(RecordLimits.TeamResignMax);
        var diagnosis = reader.Bytes(0, Bytes32.Size);
        if (!reader.Complete || diagnosis.Length is not (0 or Bytes32.Size))
        {
            return null;
        }

        var named = diagnosis.IsEmpty ? default : new Bytes32(diagnosis);
        return !diagnosis.IsEmpty && named.IsZero ? null : new TeamEntry // no diagnosis is spelled by no bytes
        {
            Pid = pid,
            Members = members,
            StartMillis = start,
            StepMillis = step,
            ResignMax = resign,
            DiagnosisId = named,
        };
    }
}
