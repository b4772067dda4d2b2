using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;

namespace HospitalChain.Client.Teams;

/// <summary>A doctor's mail of teams: group keys first, then what colleagues hand on. A mail leaves the box once its run is durable.</summary>
internal sealed class TeamMailroom(ClientSession session, LoginIdentity identity)
{
    private readonly TeamChain chain = new(session);

    public TeamCourier Courier { get; } = new(session, identity);

    /// <summary>The doctor's run of the group key exchange; null before the hospital called.</summary>
    public DoctorKeyRun? KeyRun(Bytes32 sid) =>
        Courier.Run(ShelfKinds.TeamKey, sid) is { } bytes ? DoctorKeyRun.Parse(bytes).OrRefuse() : null;

    /// <summary>The doctor's part in signing; null before there was any.</summary>
    public SigningRun? SigningRun(Bytes32 sid) =>
        Courier.Run(ShelfKinds.TeamSigning, sid) is { } bytes ? Protocol.Flows.Team.SigningRun.Parse(bytes).OrRefuse() : null;

    /// <summary>Takes everything there is, in the order in which it can be used.</summary>
    public async Task EmptyAsync(CancellationToken cancellation)
    {
        await TakeCallsAsync(cancellation).ConfigureAwait(false);
        await Courier.ReceiveAsync(
            MailPurposes.GroupKeyDelivery,
            (mail, content) => GroupKeyDelivery.Parse(content) is { Ok: true, Value: var delivery }
                ? TakeKeyAsync(delivery.Sid, run => run.TakeDelivery(delivery, mail.Sender, mail.SealedHash, session.NowMillis), cancellation)
                : throw new RefusedException(Refusals.Malformed.With("group key delivery")),
            cancellation).ConfigureAwait(false);
        await Courier.ReceiveAsync(
            MailPurposes.GroupKeyEnd,
            (mail, content) => GroupKeyEnd.Parse(content) is { Ok: true, Value: var end }
                ? TakeKeyAsync(end.Sid, run => run.TakeEnd(end, mail.Sender, mail.SealedHash), cancellation)
                : throw new RefusedException(Refusals.Malformed.With("group key end")),
            cancellation).ConfigureAwait(false);
        await Courier.ReceiveAsync(
            MailPurposes.HandOver,
            (mail, content) => HandOver.Parse(content) is { Ok: true, Value: var handOver }
                ? TakeSigningAsync(handOver.Sid, (run, key) => run.TakeHandOver(handOver, mail.Sender, mail.SealedHash, key, session.NowMillis), cancellation)
                : throw new RefusedException(Refusals.Malformed.With("hand-over")),
            cancellation).ConfigureAwait(false);
        await Courier.ReceiveAsync(
            MailPurposes.HandOverRequest,
            (mail, content) => HandOverRequest.Parse(content) is { Ok: true, Value: var request }
                ? TakeSigningAsync(request.Sid, (run, key) => run.TakeRequest(request, mail.Sender, mail.SealedHash, key, session.NowMillis), cancellation)
                : throw new RefusedException(Refusals.Malformed.With("hand-over request")),
            cancellation).ConfigureAwait(false);
        foreach (var sid in session.Shelf.Ids(ShelfKinds.TeamKey))
        {
            await Courier.PostAsync(ShelfKinds.TeamKey, sid, cancellation).ConfigureAwait(false);
        }

        foreach (var sid in session.Shelf.Ids(ShelfKinds.TeamSigning).Where(sid => Courier.HasMail(ShelfKinds.TeamSigning, sid)))
        {
            await PostSigningAsync(sid, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What a crash kept back; a hand-over only once its step stands on the chain, which is for who signs to see to.</summary>
    private async Task PostSigningAsync(Bytes32 sid, CancellationToken cancellation)
    {
        var step = SigningRun(sid)?.Step;
        var progress = step is null ? null : await chain.ProgressAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
        if (step is null || progress!.Steps.Any(stands => stands?.RecordId == step.Id))
        {
            await Courier.PostAsync(ShelfKinds.TeamSigning, sid, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Of each session the newest call counts: an answer to an older run would end the new one.</summary>
    private async Task TakeCallsAsync(CancellationToken cancellation)
    {
        var newest = new Dictionary<Bytes32, Bytes32>();
        await Courier.ReceiveAsync(
            MailPurposes.GroupKeyCall,
            (mail, content) =>
            {
                newest[GroupKeyCall.Parse(content).OrRefuse().Sid] = mail.SealedHash;
                return Task.FromResult(false);
            },
            cancellation).ConfigureAwait(false);
        if (newest.Count == 0)
        {
            return;
        }

        await Courier.ReceiveAsync(
            MailPurposes.GroupKeyCall,
            (mail, content) =>
            {
                var call = GroupKeyCall.Parse(content).OrRefuse();
                var counts = !newest.TryGetValue(call.Sid, out var last) || last == mail.SealedHash;
                return counts && session.NowMillis < call.ExpiryMillis ? TakeCallAsync(mail, call, cancellation) : Task.FromResult(true);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>A call begins a run, also where there was one: the hospital calls anew. The same call, read again after a crash, does not.</summary>
    private async Task<bool> TakeCallAsync(SignedMail mail, GroupKeyCall call, CancellationToken cancellation)
    {
        using (var known = KeyRun(call.Sid))
        {
            if (known?.Knows(mail.SealedHash) is true)
            {
                return true; // its answer waits to be posted, or was
            }
        }

        TeamTerms terms;
        try
        {
            terms = await chain.TermsAsync(identity.ChainId, call.Sid, identity, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == Refusals.TeamUnknown.Code)
        {
            return false; // its block is on the way
        }

        if (terms.PlaceOf(identity.Key.PublicKey) == 0)
        {
            throw new RefusedException(Refusals.TeamStranger.With($"session {call.Sid}"));
        }

        using var fresh = SecretExponent.Random();
        using var run = DoctorKeyRun.Await(terms, identity.Key.PublicKey);
        var turn = run.TakeCall(call, mail.Sender, mail.SealedHash, fresh, identity.Key, session.NowMillis);
        using var next = turn.Run;
        if (turn.Refusal is { } refusal && next.Stage != GroupKeyStage.Ended)
        {
            throw new RefusedException(refusal); // a stranger's: the run goes on without it
        }

        await Courier.BeginAsync(ShelfKinds.TeamKey, terms, next.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        await Courier.PostAsync(ShelfKinds.TeamKey, terms.Sid, cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TakeKeyAsync(Bytes32 sid, Func<DoctorKeyRun, FlowTurn<DoctorKeyRun>> take, CancellationToken cancellation)
    {
        using var run = KeyRun(sid);
        if (run is null)
        {
            return false; // of a session this profile was not called to
        }

        var turn = take(run);
        using var next = turn.Run;
        if (turn.Refusal?.Code == Refusals.TeamStranger.Code)
        {
            throw new RefusedException(turn.Refusal);
        }

        if (!ReferenceEquals(next, run))
        {
            await Courier.SendAsync(ShelfKinds.TeamKey, run.Terms, next.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> TakeSigningAsync(Bytes32 sid, Func<SigningRun, TeamKey, FlowTurn<SigningRun>> take, CancellationToken cancellation)
    {
        using var keyRun = KeyRun(sid);
        if (keyRun?.Key is not { } key)
        {
            return false; // the key comes first
        }

        var run = SigningRun(sid) ?? Protocol.Flows.Team.SigningRun.Await(keyRun.Terms, identity.Key.PublicKey);
        var turn = take(run, key);
        if (turn.Refusal?.Code == Refusals.TeamStranger.Code)
        {
            throw new RefusedException(turn.Refusal);
        }

        if (!ReferenceEquals(turn.Run, run) || turn.Letters.Count > 0)
        {
            await Courier.SendAsync(ShelfKinds.TeamSigning, run.Terms, turn.Run.ToBytes(), turn.Letters, cancellation).ConfigureAwait(false);
        }

        return true;
    }
}
