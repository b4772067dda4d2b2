using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Teams;

/// <summary>A team's session as the chain has it, every entry proven: its terms, and how far it is.</summary>
public sealed class TeamChain(ClientSession session)
{
    /// <summary>The session's terms. Their sid is computed from what is proven, so it is the one asked for.</summary>
    /// <exception cref="RefusedException">TEAM_UNKNOWN while no block has it.</exception>
    public async Task<TeamTerms> TermsAsync(Bytes32 chainId, Bytes32 sid, LoginIdentity identity, CancellationToken cancellation)
    {
        var team = await EntryAsync(chainId, sid, identity, cancellation).ConfigureAwait(false);
        var visit = await session.Chains.VisitAsync(chainId, team.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var terms = new TeamTerms(chainId, genesis.Supernode.Signing, visit.EvidenceHash, genesis.Parameters.GraceMillis, team);
        return terms.Sid == sid ? terms : throw new RefusedException(Refusals.TeamMismatch.With("sid"));
    }

    /// <summary>Who has signed, who is next.</summary>
    /// <exception cref="RefusedException">TEAM_UNKNOWN while no block has it.</exception>
    public async Task<TeamProgress> ProgressAsync(Bytes32 chainId, Bytes32 sid, LoginIdentity identity, CancellationToken cancellation)
    {
        var team = await EntryAsync(chainId, sid, identity, cancellation).ConfigureAwait(false);
        var steps = new TeamStepEntry?[team.Members.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var value = await session.Chains.EntryAsync(chainId, StateKinds.TeamStep, ChainEntries.TeamStepIdentifier(sid, (uint)i + 1), identity, cancellation).ConfigureAwait(false);
            steps[i] = value is { } bytes ? TeamStepEntry.Parse(bytes.Span) ?? throw Damaged() : null;
        }

        return TeamProgress.Of(sid, team, steps);
    }

    /// <summary>The session's entry.</summary>
    /// <exception cref="RefusedException">TEAM_UNKNOWN while no block has it.</exception>
    public async Task<TeamEntry> EntryAsync(Bytes32 chainId, Bytes32 sid, LoginIdentity identity, CancellationToken cancellation) =>
        await session.Chains.EntryAsync(chainId, StateKinds.Team, sid.ToArray(), identity, cancellation).ConfigureAwait(false) is { } value
            ? TeamEntry.Parse(value.Span) ?? throw Damaged()
            : throw new RefusedException(Refusals.TeamUnknown.With(sid.ToString()));

    private static RefusedException Damaged() => new(ClientRefusals.AnswerMalformed.With("team entry"));
}
