using HospitalChain.Crypto;

namespace HospitalChain.Protocol.State;

/// <summary>How far a team is: who has signed, who is next, until when. What follower, explorer and doctor all see.</summary>
public sealed class TeamProgress
{
    private TeamProgress(Bytes32 sid, TeamEntry team, IReadOnlyList<TeamStepEntry?> steps)
    {
        Sid = sid;
        Team = team;
        Steps = steps;
        var open = steps.TakeWhile(step => step is { Stands: true }).Count();
        NextPlace = open == steps.Count ? 0 : (uint)open + 1;
    }

    public Bytes32 Sid { get; }

    public TeamEntry Team { get; }

    /// <summary>For each place, in order, its newest accepted signature; null where it never signed.</summary>
    public IReadOnlyList<TeamStepEntry?> Steps { get; }

    /// <summary>The place whose turn it is, from 1; 0 once all have signed.</summary>
    public uint NextPlace { get; }

    /// <summary>All have signed: the last doctor may submit the diagnosis, or has.</summary>
    public bool AllSigned => NextPlace == 0;

    /// <summary>Whose turn it is; the last doctor's once all have signed.</summary>
    public Bytes32 NextDoctor => (AllSigned ? Team.Members[^1] : Team.Members[(int)NextPlace - 1]).Doctor;

    /// <summary>D_1 … D_k of the places that stand before the next.</summary>
    public IReadOnlyList<Bytes32> Commitments => [.. Steps.TakeWhile(step => step is { Stands: true }).Select(step => step!.Commitment)];

    /// <summary>Null where the chain knows no such session.</summary>
    public static TeamProgress? Of(ChainEntries entries, Bytes32 sid)
    {
        if (entries.Team(sid) is not { } team)
        {
            return null;
        }

        var steps = new TeamStepEntry?[team.Members.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = entries.TeamStep(sid, (uint)i + 1);
        }

        return new TeamProgress(sid, team, steps);
    }

    /// <summary>From entries that were read apart, each proven.</summary>
    /// <param name="sid">The session.</param>
    /// <param name="team">Its entry.</param>
    /// <param name="steps">For each place its newest step; null where it never signed.</param>
    /// <exception cref="ArgumentException">Not one for each doctor.</exception>
    public static TeamProgress Of(Bytes32 sid, TeamEntry team, IReadOnlyList<TeamStepEntry?> steps) => steps.Count == team.Members.Count
        ? new TeamProgress(sid, team, steps)
        : throw new ArgumentException("one step, or null, for each doctor", nameof(steps));

    /// <summary>The place of a doctor, from 1; 0 for someone who is not in the team.</summary>
    public uint PlaceOf(Bytes32 doctor)
    {
        for (var i = 0; i < Team.Members.Count; i++)
        {
            if (Team.Members[i].Doctor == doctor)
            {
                return (uint)i + 1;
            }
        }

        return 0;
    }

    /// <summary>The place of a doctor who may have rotated keys since the team was opened, from 1; 0 for someone who is not in the team.</summary>
    /// <param name="doctor">Any key of the doctor's.</param>
    /// <param name="entries">The chain's state.</param>
    public uint PlaceOf(Bytes32 doctor, ChainEntries entries)
    {
        for (var i = 0; i < Team.Members.Count; i++)
        {
            if (entries.AreOneParty(Team.Members[i].Doctor, doctor))
            {
                return (uint)i + 1;
            }
        }

        return 0;
    }

    /// <summary>The place's newest signature if nothing before it was signed again.</summary>
    public TeamStepEntry? Standing(uint place) => Steps[(int)place - 1] is { Stands: true } step ? step : null;

    /// <summary>Milliseconds that the doctor whose turn it is has left, without grace; 0 when late or when nobody is left to sign.</summary>
    public ulong MillisLeft(ulong nowMillis) =>
        AllSigned || Team.DueMillis(NextPlace) <= nowMillis ? 0 : Team.DueMillis(NextPlace) - nowMillis;

    /// <summary>The chain takes no further signature: the step that is due was not in a block in time.</summary>
    public bool IsOver(ulong nowMillis, uint graceMillis) => !AllSigned && nowMillis > Team.DueMillis(NextPlace) + graceMillis;

    /// <summary>Who is next, in the words of a refusal.</summary>
    public string Turn() => AllSigned
        ? $"all {Team.Members.Count} have signed; the diagnosis is for {NextDoctor}"
        : $"place {NextPlace} of {Team.Members.Count} is next: {NextDoctor}";
}
