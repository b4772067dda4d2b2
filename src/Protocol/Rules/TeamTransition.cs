using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What a team's records change in the state. Total, like <see cref="StateTransition"/>, to which it belongs.</summary>
internal static class TeamTransition
{
    public static IEnumerable<StateChange> Changes(Record record, JudgementContext context, ulong height) => record.Body switch
    {
        TeamOpen body => [Open(body, context)],
        TeamStep body => Step(record, body, context.Entries, height),
        TeamDiagnosis body => [Set(body.Sid, context.Entries.Team(body.Sid)!.FinishWith(record.Id))],
        _ => throw new InvalidOperationException($"{record.Kind} is no record of a team"),
    };

    private static StateChange Open(TeamOpen body, JudgementContext context)
    {
        var team = TeamEntry.Of(body);
        var visit = context.Entries.Visit(body.Pid.Span)!;
        return Set(team.SidFor(visit.EvidenceHash, context.Genesis.Supernode.Signing), team);
    }

    /// <summary>A new signature of one place takes away what later places signed on the old one; their attempts still count.</summary>
    private static IEnumerable<StateChange> Step(Record record, TeamStep body, ChainEntries entries, ulong height)
    {
        yield return Set(body.Sid, body.Place, TeamStepEntry.Of(body, record.Id, height));
        for (var place = body.Place + 1; entries.TeamStep(body.Sid, place) is { } later; place++)
        {
            if (later.Stands)
            {
                yield return Set(body.Sid, place, later.Superseded());
            }
        }
    }

    private static StateChange Set(Bytes32 sid, TeamEntry team) => StateChange.Set(StateKey.Of(StateKinds.Team, sid), team.ToBytes());

    private static StateChange Set(Bytes32 sid, uint place, TeamStepEntry step) =>
        StateChange.Set(StateKey.Of(StateKinds.TeamStep, ChainEntries.TeamStepIdentifier(sid, place)), step.ToBytes());
}
