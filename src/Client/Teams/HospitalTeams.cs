using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Teams;

/// <summary>
/// The hospital's side of a team's session (crypto.md §6): opens it on the chain and runs the group key exchange by mail.
/// The hospital holds the group key too, as in the paper.
/// </summary>
public sealed class HospitalTeams(ClientSession session)
{
    private readonly TeamChain chain = new(session);

    /// <summary>Writes team-open with the doctors' enrolled keys and waits for its block.</summary>
    /// <param name="order">Who, when, how often.</param>
    /// <param name="wait">How long to wait for the block.</param>
    /// <param name="cancellation">Stops waiting; the record stays submitted.</param>
    /// <returns>sid. After a crash <see cref="OpenAgainAsync"/> goes on.</returns>
    public async Task<Bytes32> OpenAsync(TeamOrder order, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var visit = await session.Chains.VisitAsync(identity.ChainId, order.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        var members = new List<TeamMember>();
        foreach (var doctor in order.Doctors)
        {
            var enrolment = await session.Chains.EnrolmentAsync(identity.ChainId, doctor, identity, cancellation).ConfigureAwait(false);
            members.Add(enrolment is { Role: PartyRole.Doctor }
                ? new TeamMember { Doctor = doctor, Multisignature = enrolment.Multisignature }
                : throw new RefusedException(Refusals.DoctorUnknown.With(doctor.ToString())));
        }

        var body = new TeamOpen { Pid = order.Pid, Members = members, StartMillis = order.StartMillis, StepMillis = order.StepMillis, ResignMax = order.ResignMax };
        var record = Record.Sign(identity.ChainId, session.NowMillis, body, identity.Key);
        var sid = TeamEntry.Of(body).SidFor(visit.EvidenceHash, identity.Key.PublicKey);
        session.Shelf.Put(ShelfKinds.TeamOpening, sid, record.Bytes.Span);
        try
        {
            await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Reason.Kind is not (RefusalKind.NotReady or RefusalKind.RateLimited))
        {
            session.Shelf.Remove(ShelfKinds.TeamOpening, sid); // refused for what it says: it would be again
            throw;
        }

        return sid;
    }

    /// <summary>A session by the beginning of its sid; the only one when null.</summary>
    public Bytes32 Find(string? name) => DoctorTeams.FindIn(List(), name);

    /// <summary>Whether a session was being opened here when the machine stopped: its key run has not begun.</summary>
    public bool IsOpening(Bytes32 sid) => session.Shelf.Has(ShelfKinds.TeamOpening, sid);

    /// <summary>Sessions that this hospital opened, or was opening.</summary>
    public IReadOnlyList<Bytes32> List() => [.. session.Shelf.Ids(ShelfKinds.TeamOpening).Union(session.Shelf.Ids(ShelfKinds.TeamKey))];

    /// <summary>Submits the session's record again where it was not known to be in a block; the same record, so nothing happens twice.</summary>
    /// <param name="sid">The session.</param>
    /// <param name="wait">How long to wait for the block.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task OpenAgainAsync(Bytes32 sid, TimeSpan wait, CancellationToken cancellation)
    {
        if (session.Shelf.Get(ShelfKinds.TeamOpening, sid) is { } bytes)
        {
            await new RecordSubmission(session).SubmitAsync(Record.Parse(bytes).OrRefuse(), session.OwnIdentity(), wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Begins the group key exchange, or begins it anew: a call for every doctor. Answers to an older run are dropped.</summary>
    /// <param name="sid">The session, in a block.</param>
    /// <param name="patience">When to give up on a missing doctor.</param>
    /// <param name="cancellation">Stops it; a later call goes on.</param>
    public async Task BeginKeyAsync(Bytes32 sid, TimeSpan patience, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var terms = await chain.TermsAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
        var courier = new TeamCourier(session, identity);
        await courier.ReceiveAsync(MailPurposes.GroupKeyReply, (_, content) => Task.FromResult(GroupKeyReply.Parse(content).Value?.Sid == sid), cancellation).ConfigureAwait(false);
        await courier.ReceiveAsync(MailPurposes.GroupKeyEnd, (_, content) => Task.FromResult(GroupKeyEnd.Parse(content).Value?.Sid == sid), cancellation).ConfigureAwait(false);
        using var fresh = SecretExponent.Random();
        var turn = HospitalKeyRun.Begin(terms, session.NowMillis + (ulong)patience.TotalMilliseconds, fresh, identity.Key);
        using var run = turn.Run;
        await courier.BeginAsync(ShelfKinds.TeamKey, terms, run.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        if (IsOpening(sid))
        {
            session.Shelf.Remove(ShelfKinds.TeamOpening, sid); // from here on there is a run to go on with
        }

        await courier.PostAsync(ShelfKinds.TeamKey, sid, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes the doctors' answers; the last one makes the key and sends it to all.</summary>
    /// <exception cref="RefusedException">The run ended, with its code; nobody keeps a key.</exception>
    public async Task<GroupKeyStage> AdvanceKeyAsync(Bytes32 sid, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var courier = new TeamCourier(session, identity);
        await courier.PostAsync(ShelfKinds.TeamKey, sid, cancellation).ConfigureAwait(false);
        await courier.ReceiveAsync(
            MailPurposes.GroupKeyReply,
            (mail, content) => GroupKeyReply.Parse(content) is { Ok: true, Value: var reply } && reply.Sid == sid
                ? TakeAsync(courier, sid, run => run.TakeReply(reply, mail.Sender, mail.SealedHash, session.NowMillis), cancellation)
                : Task.FromResult(false),
            cancellation).ConfigureAwait(false);
        await courier.ReceiveAsync(
            MailPurposes.GroupKeyEnd,
            (mail, content) => GroupKeyEnd.Parse(content) is { Ok: true, Value: var end } && end.Sid == sid
                ? TakeAsync(courier, sid, run => run.TakeEnd(end, mail.Sender, mail.SealedHash), cancellation)
                : Task.FromResult(false),
            cancellation).ConfigureAwait(false);
        await TakeAsync(courier, sid, run => run.Tick(session.NowMillis), cancellation).ConfigureAwait(false);
        using var now = Load(courier, sid);
        return now.Stage == GroupKeyStage.Ended ? throw new RefusedException((Refusals.Find(now.Code) ?? Refusals.GroupKeyEnded).With("the group key run ended")) : now.Stage;
    }

    private static HospitalKeyRun Load(TeamCourier courier, Bytes32 sid) =>
        courier.Run(ShelfKinds.TeamKey, sid) is { } bytes ? HospitalKeyRun.Parse(bytes).OrRefuse() : throw new RefusedException(ClientRefusals.NotFoundHere.With($"group key run of session {sid}"));

    private static async Task<bool> TakeAsync(TeamCourier courier, Bytes32 sid, Func<HospitalKeyRun, FlowTurn<HospitalKeyRun>> take, CancellationToken cancellation)
    {
        using var run = Load(courier, sid);
        var turn = take(run);
        using var next = turn.Run;
        if (turn.Refusal?.Code == Refusals.TeamStranger.Code)
        {
            throw new RefusedException(turn.Refusal);
        }

        if (!ReferenceEquals(next, run))
        {
            await courier.SendAsync(ShelfKinds.TeamKey, run.Terms, next.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        }

        return true;
    }
}
