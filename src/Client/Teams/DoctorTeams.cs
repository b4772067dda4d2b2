using System.Security.Cryptography;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Teams;

/// <summary>
/// A doctor's part in a team's session (crypto.md §6): α, terms and every signature before the own are checked, the own
/// part is added and signed, the step goes to the chain and the whole to the next doctor. Takes up again what a crash
/// left. The hospital holds the group key too: what doctors hand on is hidden from everyone else, not from it.
/// </summary>
public sealed class DoctorTeams(ClientSession session)
{
    private readonly TeamChain chain = new(session);

    /// <summary>Sessions this doctor knows of, since the hospital called.</summary>
    public IReadOnlyList<Bytes32> List() => session.Shelf.Ids(ShelfKinds.TeamKey);

    /// <summary>A session by the beginning of its sid; the only one when null.</summary>
    public Bytes32 Find(string? name) => FindIn(List(), name);

    internal static Bytes32 FindIn(IReadOnlyList<Bytes32> sessions, string? name)
    {
        var fitting = sessions.Where(sid => name is null || sid.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return Choice.Of(fitting, "team session", name);
    }

    /// <summary>Takes all mail of all sessions, and posts what an earlier try left.</summary>
    public Task ReceiveAsync(CancellationToken cancellation) => new TeamMailroom(session, session.OwnIdentity()).EmptyAsync(cancellation);

    /// <summary>How far the group key is here.</summary>
    public GroupKeyStage KeyStage(Bytes32 sid)
    {
        using var run = new TeamMailroom(session, session.OwnIdentity()).KeyRun(sid);
        return run?.Stage ?? GroupKeyStage.Waiting;
    }

    /// <summary>What the doctors before wrote, once they handed on; canonical, patient data.</summary>
    public TeamContent? Content(Bytes32 sid) => new TeamMailroom(session, session.OwnIdentity()).SigningRun(sid)?.Content;

    /// <summary>Adds the own part, signs, publishes the step, hands on. After a crash, goes on with what was signed.</summary>
    /// <param name="sid">The session.</param>
    /// <param name="message">What this doctor writes; null to sign again, when asked to, what was written before.</param>
    /// <param name="wait">How long to wait for the step's block.</param>
    /// <param name="cancellation">Stops between the steps; a later call goes on.</param>
    /// <exception cref="RefusedException">NOT_YOUR_TURN with who is next, DEADLINE_PASSED, RESIGN_LIMIT, …</exception>
    public async Task<TeamProgress> SignAsync(Bytes32 sid, ReadOnlyMemory<byte>? message, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var rooms = new TeamMailroom(session, identity);
        await rooms.EmptyAsync(cancellation).ConfigureAwait(false);
        var terms = await chain.TermsAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
        var run = rooms.SigningRun(sid) ?? SigningRun.Await(terms, identity.Key.PublicKey);
        var goesOn = run.Stage == SigningStage.Signed && (message is not { } same || run.OwnPart!.Message.Span.SequenceEqual(same.Span));
        if (!goesOn)
        {
            run = await SignAsync(rooms, run, identity, message, cancellation).ConfigureAwait(false);
        }

        await PublishAsync(rooms, run, identity, wait, cancellation).ConfigureAwait(false);
        return await chain.ProgressAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
    }

    /// <summary>The hand-over did not come: asks the doctor before for it.</summary>
    public async Task AskAsync(Bytes32 sid, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var rooms = new TeamMailroom(session, identity);
        var terms = await chain.TermsAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
        var turn = (rooms.SigningRun(sid) ?? SigningRun.Await(terms, identity.Key.PublicKey)).Ask(session.NowMillis);
        await rooms.Courier.SendAsync(ShelfKinds.TeamSigning, terms, turn.Run.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        turn.Refusal.ThrowIfAny();
    }

    /// <summary>The step for the chain first, since it is what the next doctor's is judged by; then the letter.</summary>
    private async Task PublishAsync(TeamMailroom rooms, SigningRun run, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        var submission = new RecordSubmission(session);
        var status = await submission.SubmitAsync(run.Step!, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        await rooms.Courier.PostAsync(ShelfKinds.TeamSigning, run.Terms.Sid, cancellation).ConfigureAwait(false);
        await submission.WaitAsync(run.Terms.ChainId, run.Step!.Id, status, identity, wait, cancellation).ConfigureAwait(false);
    }

    private async Task<SigningRun> SignAsync(TeamMailroom rooms, SigningRun run, LoginIdentity identity, ReadOnlyMemory<byte>? message, CancellationToken cancellation)
    {
        run.Tick(session.NowMillis).Refusal.ThrowIfAny();
        var assignment = new AssignmentInbox(session).Find(Convert.ToHexStringLower(run.Terms.Team.Pid.Span));
        run.Terms.Contradicts(assignment, identity.Key.PublicKey).ThrowIfAny();
        using var keyRun = rooms.KeyRun(run.Terms.Sid);
        var key = keyRun?.Key ?? throw new RefusedException(ClientRefusals.TeamKeyMissing.With($"session {run.Terms.Sid}"));
        var part = message is { } written
            ? new TeamPart(new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), written)
            : run.OwnPart ?? throw new RefusedException(ClientRefusals.InputInvalid.With("needs what this doctor writes"));
        var progress = await chain.ProgressAsync(identity.ChainId, run.Terms.Sid, identity, cancellation).ConfigureAwait(false);
        run = run.Counting(progress.Steps[(int)run.Place - 1]?.Attempt ?? 0);
        using var multisignature = session.Keystore.Keys.Multisignature(session.OwnKeys.EpochOf(run.Terms.Team.Members[(int)run.Place - 1].Doctor) ?? session.Keystore.Counters.Epoch);
        var turn = run.Sign(part, multisignature, identity.Key, key, session.NowMillis);
        if (turn.Refusal is { } refusal)
        {
            if (!ReferenceEquals(turn.Run, run))
            {
                await rooms.Courier.SendAsync(ShelfKinds.TeamSigning, run.Terms, turn.Run.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
            }

            throw new RefusedException(refusal);
        }

        await rooms.Courier.BeginAsync(ShelfKinds.TeamSigning, run.Terms, turn.Run.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        return turn.Run;
    }
}
