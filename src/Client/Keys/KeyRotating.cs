using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Teams;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Keys;

/// <summary>
/// A party goes on under the keys of its next epoch. Every step is on the disk before the next, and the chain says how far it
/// came: called again after a kill or a lost answer, it goes on, and a keystore from an old backup catches up.
/// </summary>
public sealed class KeyRotating(ClientSession session)
{
    /// <summary>The keystore's label of an epoch that was begun: the chain may know it already.</summary>
    public const string BegunLabel = "rotating-to";

    /// <summary>The keystore's label of when the present epoch began, in milliseconds since 1970.</summary>
    public const string SinceLabel = "epoch-since";

    private const uint EpochsAhead = 1_000;

    /// <summary>When a keystore's present epoch began; null where it does not say.</summary>
    public static ulong? SinceOf(OpenKeystore keystore) =>
        keystore.Header.Labels.TryGetValue(SinceLabel, out var label) && ulong.TryParse(label, System.Globalization.CultureInfo.InvariantCulture, out var millis) ? millis : null;

    /// <summary>Rotates once, or finishes what was begun.</summary>
    /// <param name="evenWithTeams">Also while sessions of a team run, which then have to be opened anew.</param>
    /// <param name="wait">How long to wait for the block; only then the keystore goes on.</param>
    /// <param name="cancellation">Stops it; it can be called again.</param>
    /// <exception cref="RefusedException">Not this party's to do, or refused by the chain.</exception>
    public async Task<RotationResult> RotateAsync(bool evenWithTeams, TimeSpan wait, CancellationToken cancellation)
    {
        RefuseRole();
        var before = session.Keystore.Counters.Epoch;
        if (await CatchUpAsync(cancellation).ConfigureAwait(false) is { } finished)
        {
            return Result(before, finished, resumed: true);
        }

        if (!evenWithTeams)
        {
            await RefuseTeamsAsync(cancellation).ConfigureAwait(false);
        }

        var record = Begin(before);
        var identity = session.OwnIdentity();
        try
        {
            await new RecordSubmission(session).BringAsync(record, identity, wait, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == Refusals.KeyRotated.Code)
        {
            // Its block came while this asked: the old key is not answered any more, and the new one is.
        }

        return await CatchUpAsync(cancellation).ConfigureAwait(false) is { } enrolment
            ? Result(before, enrolment, resumed: false)
            : new RotationResult(before, before, record.Body is RotateKey body ? body.Keys.Signing : default, record.Id, IsDone: false, Resumed: false);
    }

    /// <summary>
    /// Takes the keystore to the epoch that the chain is at; null where it is there already.
    /// </summary>
    public async Task<EnrolmentEntry?> CatchUpAsync(CancellationToken cancellation)
    {
        var (home, first) = (session.Settings.Home(), session.Keystore.Counters.Epoch);
        for (var epoch = first; epoch - first < EpochsAhead; epoch++)
        {
            using var key = session.Keystore.Keys.Signing(epoch);
            try
            {
                var entry = await session.Chains.EnrolmentAsync(home, key.PublicKey, new LoginIdentity(home, key), cancellation).ConfigureAwait(false);
                if (entry is null || (!entry.IsInForce && entry.Course.Successor.IsZero))
                {
                    throw new RefusedException(entry is null ? Refusals.AuthorUnknown.With(key.PublicKey.ToString()) : Refusals.PartyRetired.With(key.PublicKey.ToString()));
                }

                if (entry.IsInForce)
                {
                    return epoch == first ? null : Advance(epoch, entry);
                }
            }
            catch (RefusedException refused) when (refused.Refusal.Code == Refusals.KeyRotated.Code)
            {
                // The next epoch's key took over: the node says so before it answers anything else.
            }
            finally
            {
                session.Disconnect(key.PublicKey);
            }
        }

        throw new RefusedException(ClientRefusals.KeystoreForeign.With($"none of {EpochsAhead} epochs is in force on chain {home}"));
    }

    private EnrolmentEntry Advance(uint epoch, EnrolmentEntry entry)
    {
        session.Keystore.SetLabel(SinceLabel, entry.Course.SinceMillis.ToString(System.Globalization.CultureInfo.InvariantCulture));
        session.Keystore.SkipTo(new KeystoreCounters(epoch, 0, 0));
        session.Shelf.Remove(ShelfKinds.Rotation, session.Settings.Home());
        return entry;
    }

    /// <summary>The one record of this step, durable before it leaves: sent again it is the same, and costs nothing.</summary>
    private Record Begin(uint epoch)
    {
        var home = session.Settings.Home();
        if (session.Shelf.Get(ShelfKinds.Rotation, home) is { } kept && Record.Parse(kept) is { Ok: true } begun
            && begun.Value.Author == session.OwnKeys.SigningOf(epoch))
        {
            return begun.Value;
        }

        var record = KeyRotation.Sign(session.Keystore.Keys, epoch, home, session.Settings.Role == ProfileRole.Doctor, session.NowMillis);
        session.Keystore.SetLabel(BegunLabel, (epoch + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        session.Shelf.Put(ShelfKinds.Rotation, home, record.Bytes.Span);
        return record;
    }

    private void RefuseRole()
    {
        if (session.Settings.Role is ProfileRole.Hospital or ProfileRole.Manager)
        {
            throw new RefusedException(Refusals.RotationNotHere);
        }

        if (session.Settings.Role == ProfileRole.Patient)
        {
            throw new RefusedException(ClientRefusals.WrongRole.With("a patient has fresh keys for every visit; a lost one is closed by the hospital"));
        }
    }

    private async Task RefuseTeamsAsync(CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        foreach (var sid in session.Settings.Role == ProfileRole.Doctor ? session.Shelf.Ids(ShelfKinds.TeamKey) : [])
        {
            var genesis = await session.Chains.GenesisAsync(identity.ChainId, identity, cancellation).ConfigureAwait(false);
            var progress = await new TeamChain(session).ProgressAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false);
            if (!progress.Team.Finished && !progress.IsOver(session.NowMillis, genesis.Parameters.GraceMillis))
            {
                throw new RefusedException(ClientRefusals.RotationTeamOpen.With($"session {sid}"));
            }
        }
    }

    private RotationResult Result(uint before, EnrolmentEntry entry, bool resumed) =>
        new(before, session.Keystore.Counters.Epoch, session.OwnKeys.SigningOf(session.Keystore.Counters.Epoch), null, IsDone: entry.IsInForce, resumed);
}
