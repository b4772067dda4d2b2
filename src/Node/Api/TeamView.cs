using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Api;

/// <summary>How far a team's session is: who has signed, who is next, and the time left.</summary>
/// <param name="Sid">The session.</param>
/// <param name="Stage"><c>signing</c>, <c>signed</c> (by all), <c>finished</c> or <c>over</c> (a step came too late).</param>
/// <param name="NextPlace">Whose turn it is, from 1; 0 once all have signed.</param>
/// <param name="NextDoctor">That doctor; the last one once all have signed.</param>
/// <param name="MillisLeft">Of the doctor whose turn it is, without grace.</param>
/// <param name="StartMillis">T.</param>
/// <param name="StepMillis">Time for each doctor.</param>
/// <param name="ResignMax">N.</param>
/// <param name="DiagnosisId">The team's diagnosis, once there is one.</param>
/// <param name="Steps">In order.</param>
public sealed record TeamView(
    Bytes32 Sid,
    string Stage,
    uint NextPlace,
    Bytes32 NextDoctor,
    ulong MillisLeft,
    ulong StartMillis,
    ulong StepMillis,
    uint ResignMax,
    Bytes32? DiagnosisId,
    IReadOnlyList<TeamStepView> Steps)
{
    public static TeamView Of(TeamProgress progress, ulong nowMillis, uint graceMillis)
    {
        var team = progress.Team;
        var over = progress.IsOver(nowMillis, graceMillis);
        var steps = new TeamStepView[team.Members.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var place = (uint)i + 1;
            var step = progress.Steps[i];
            steps[i] = new TeamStepView(place, team.Members[i].Doctor, StatusOf(progress, place, over), step?.Attempt ?? 0, step?.RecordId, team.DueMillis(place));
        }

        return new TeamView(
            progress.Sid,
            team.Finished ? "finished" : progress.AllSigned ? "signed" : over ? "over" : "signing",
            progress.NextPlace,
            progress.NextDoctor,
            progress.MillisLeft(nowMillis),
            team.StartMillis,
            team.StepMillis,
            team.ResignMax,
            team.Finished ? team.DiagnosisId : null,
            steps);
    }

    private static string StatusOf(TeamProgress progress, uint place, bool over) =>
        progress.Standing(place) is not null ? "signed"
        : progress.NextPlace == place ? over ? "late" : "next"
        : progress.Steps[(int)place - 1] is not null ? "superseded"
        : "waiting";
}
