using System.Security.Cryptography;
using System.Text;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Fellows;

/// <summary>
/// Patients' sessions of one visit (L19-F, crypto.md §9): ask another who allows it, decide on asks, and talk once both
/// proved the same symptom. Answers are counted here, durably, whatever a node lets through.
/// </summary>
public sealed class FellowDesk(ClientSession session, VisitNote visit)
{
    private const int WaitingMax = 50;
    private readonly FellowRoom room = new(session, visit);
    private readonly FellowListing listing = new(session);

    /// <summary>Asks another patient. Each side tests one symptom, once.</summary>
    /// <param name="chainId">The other's hospital's chain.</param>
    /// <param name="pid">The other's PID, from the list.</param>
    /// <param name="symptomId">Which of the own visit's symptoms.</param>
    /// <param name="validity">How long the other has to answer, at most seven days.</param>
    /// <param name="cancellation">Stops it; a later round posts what was begun.</param>
    public async Task<Bytes32> AskAsync(Bytes32 chainId, ReadOnlyMemory<byte> pid, Bytes32 symptomId, TimeSpan validity, CancellationToken cancellation)
    {
        if (validity <= TimeSpan.Zero || validity.TotalMilliseconds > FellowLimits.AskMillisMax || pid.Span.SequenceEqual(visit.Pid))
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With("another patient, and at most seven days"));
        }

        var other = await room.VisitAsync(chainId, pid, cancellation).ConfigureAwait(false);
        using var notice = SymptomOf(symptomId);
        var ask = new FellowAsk
        {
            AskerChain = visit.ChainId,
            Asker = visit.Pid,
            AskedChain = chainId,
            Asked = pid,
            Nonce = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)),
            ExpiryMillis = session.NowMillis + (ulong)validity.TotalMilliseconds,
        };
        var note = new FellowNote(ask.Id, visit.Pid, chainId, pid.ToArray(), other.Sealing.ToArray(), session.NowMillis);
        var turn = FellowRun.Begin(ask, new FellowParties(room.Identity.Key.PublicKey, other.Signing), notice.Symptom);
        using var run = turn.Run;
        room.Keep(note, turn);
        room.Put(note);
        await PostAskAsync(note, cancellation).ConfigureAwait(false);
        return ask.Id;
    }

    /// <summary>Takes all mail, answers what needs no decision, posts what an earlier try left.</summary>
    public async Task<LetterRound> ReceiveAsync(CancellationToken cancellation)
    {
        var all = new LetterRound();
        await TakeAsync(all, MailPurposes.FellowAsk, TakeAskAsync, cancellation).ConfigureAwait(false);
        await TakeAsync(all, MailPurposes.FellowAnswer, TakeAnswerAsync, cancellation).ConfigureAwait(false);
        await TakeAsync(all, MailPurposes.FellowProof, TakeProofAsync, cancellation).ConfigureAwait(false);
        await TakeAsync(all, MailPurposes.FellowConfirmation, TakeConfirmationAsync, cancellation).ConfigureAwait(false);
        while (await TakeAsync(all, MailPurposes.FellowTalk, HearAsync, cancellation).ConfigureAwait(false) is { Taken.Count: > 0, Left.Count: > 0 })
        {
            // the next message may have come behind a later one
        }

        await TakeAsync(all, MailPurposes.FellowEnd, TakeEndAsync, cancellation).ConfigureAwait(false);
        await TickAsync(all, cancellation).ConfigureAwait(false);
        return all;
    }

    /// <summary>Says yes to one ask, with one symptom: one try of the day.</summary>
    /// <exception cref="RefusedException">FELLOW_NOT_OFFERED, FELLOW_TRIES_EXHAUSTED, …</exception>
    public async Task<FellowView> AnswerAsync(Bytes32 askId, Bytes32 symptomId, CancellationToken cancellation)
    {
        var note = room.Note(askId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"ask {askId}"));
        using var run = room.Run(askId) ?? throw new RefusedException(Refusals.FellowEnded);
        using var notice = SymptomOf(symptomId);
        using var fresh = SecretScalar.Random();
        var turn = run.Answer(notice.Symptom, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), fresh, session.NowMillis);
        using var next = turn.Run;
        if (turn.Refusal is null && note.AnsweredMillis is null)
        {
            note = CountTry(note);
        }

        if (!ReferenceEquals(next, run))
        {
            room.Keep(note, turn);
            await room.PostAsync(note, cancellation).ConfigureAwait(false);
        }

        turn.Refusal.ThrowIfAny();
        return ViewOf(note)!;
    }

    /// <summary>Says no, or ends a session.</summary>
    public async Task<FellowView> EndAsync(Bytes32 askId, CancellationToken cancellation)
    {
        var note = room.Note(askId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"session {askId}"));
        await room.TakeAsync(askId, run => run.Close(), cancellation).ConfigureAwait(false);
        return ViewOf(note)!;
    }

    /// <summary>Writes to the other patient.</summary>
    public async Task<FellowText> SayAsync(Bytes32 askId, string text, CancellationToken cancellation)
    {
        var note = room.Note(askId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"session {askId}"));
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length is 0 or > FellowLimits.TextBytesMax)
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With($"a message has 1 to {FellowLimits.TextBytesMax} bytes"));
        }

        using var run = room.Run(askId) ?? throw new RefusedException(Refusals.FellowEnded);
        var turn = run.Say(bytes, session.NowMillis);
        using var next = turn.Run;
        var said = new FellowText(askId, true, run.Sent, session.NowMillis, text);
        if (turn.Refusal is null)
        {
            Put(said); // before the run that counts it: a kill between them leaves a draft that the next message replaces
        }

        if (!ReferenceEquals(next, run))
        {
            room.Keep(note, turn);
        }

        turn.Refusal.ThrowIfAny();
        await room.PostAsync(note, cancellation).ConfigureAwait(false);
        return said;
    }

    /// <summary>What was written in a session, as it came.</summary>
    public IReadOnlyList<FellowText> Texts(Bytes32 askId) =>
        [.. session.Shelf.Notes<FellowText>(ShelfKinds.FellowText).Where(text => text.AskId == askId).OrderBy(text => text.TimeMillis).ThenBy(text => text.Number)];

    /// <summary>All sessions of the visit, the newest last.</summary>
    public IReadOnlyList<FellowView> List() => [.. room.Notes().OrderBy(note => note.SinceMillis).Select(ViewOf).OfType<FellowView>()];

    /// <summary>A session by the beginning of its ask; the only one that fits when null.</summary>
    public FellowView Find(string? name, Func<FellowView, bool> fits) => Choice.Of(
        List().Where(view => name is null ? fits(view) : view.AskId.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)), "session", name);

    /// <summary>Answers given in the last 24 hours, which the own offer bounds.</summary>
    public int TriesToday() => room.Notes().Count(note => note.AnsweredMillis is { } answered && answered + FellowLimits.DayMillis > session.NowMillis);

    private FellowView? ViewOf(FellowNote note)
    {
        using var run = room.Run(note.AskId);
        return run is null ? null
            : new FellowView(note.AskId, run.IsAsking, run.Stage, run.Code, note.OtherChain, note.OtherPid, note.SinceMillis, run.EndMillis, run.Sent, run.Heard);
    }

    /// <summary>Counted before anything of the answer exists: a kill costs a try rather than giving one.</summary>
    private FellowNote CountTry(FellowNote note)
    {
        var offer = listing.Own(visit) ?? throw new RefusedException(Refusals.FellowNotOffered.With("allow it with `hchain peer offer` first"));
        if (TriesToday() >= offer.TriesPerDay)
        {
            throw new RefusedException(Refusals.FellowTriesExhausted.With($"{offer.TriesPerDay} a day"));
        }

        var counted = note with { AnsweredMillis = session.NowMillis };
        room.Put(counted);
        return counted;
    }

    private SymptomNotice SymptomOf(Bytes32 symptomId)
    {
        var notice = new SymptomInbox(session).Read(symptomId);
        return notice.Pid.Span.SequenceEqual(visit.Pid) ? notice : throw new RefusedException(ClientRefusals.NotFoundHere.With("a symptom of this visit"));
    }

    private async Task<LetterRound> TakeAsync(LetterRound all, string purpose, Func<SignedMail, byte[], CancellationToken, Task<bool>> take, CancellationToken cancellation)
    {
        var round = await room.ReceiveAsync(purpose, (mail, content) => take(mail, content, cancellation), cancellation).ConfigureAwait(false);
        all.Taken.AddRange(round.Taken);
        all.Left.AddRange(round.Left);
        all.Refused.AddRange(round.Refused);
        return round;
    }

    private async Task<bool> TakeAskAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var ask = FellowAsk.Parse(content).OrRefuse();
        if (ask.AskedChain != visit.ChainId || !ask.Asked.Span.SequenceEqual(visit.Pid))
        {
            throw new RefusedException(Refusals.FellowStranger.With("an ask of another visit"));
        }

        if (room.Note(ask.Id) is not null)
        {
            return true;
        }

        if (List().Count(view => view is { Asking: false, Stage: FellowStage.Asked }) >= WaitingMax)
        {
            return false;
        }

        var other = await room.VisitAsync(ask.AskerChain, ask.Asker, cancellation).ConfigureAwait(false);
        using var run = FellowRun.Asked(ask, new FellowParties(other.Signing, room.Identity.Key.PublicKey), mail.Sender, mail.SealedHash, session.NowMillis).OrRefuse();
        var note = new FellowNote(ask.Id, visit.Pid, ask.AskerChain, ask.Asker.ToArray(), other.Sealing.ToArray(), session.NowMillis);
        var turn = listing.Own(visit) is null ? run.Close() : new FlowTurn<FellowRun>(run, [], null);
        room.Keep(note, turn);
        room.Put(note);
        await room.PostAsync(note, cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TakeAnswerAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var answer = FellowAnswer.Parse(content).OrRefuse();
        using var fresh = SecretScalar.Random();
        await room.TakeAsync(
            answer.AskId, run => run.TakeAnswer(answer, mail.Sender, mail.SealedHash, fresh, room.Identity.Key, session.NowMillis), cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TakeProofAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var proof = FellowProof.Parse(content).OrRefuse();
        await room.TakeAsync(
            proof.AskId, run => run.TakeProof(proof, mail.Sender, mail.SealedHash, room.Identity.Key, session.NowMillis), cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TakeConfirmationAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var confirmation = FellowConfirmation.Parse(content).OrRefuse();
        await room.TakeAsync(
            confirmation.AskId, run => run.TakeConfirmation(confirmation, mail.Sender, mail.SealedHash, session.NowMillis), cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TakeEndAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var end = FellowEnd.Parse(content).OrRefuse();
        await room.TakeAsync(end.AskId, run => run.TakeEnd(end, mail.Sender, mail.SealedHash), cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>The text is kept before the run that counted it, under a name that a second taking writes again.</summary>
    private Task<bool> HearAsync(SignedMail mail, byte[] content, CancellationToken cancellation)
    {
        var talk = FellowTalk.Parse(content).OrRefuse();
        return room.TakeAsync(
            talk.AskId,
            run =>
            {
                var heard = run.Hear(talk, mail.Sender, mail.SealedHash, session.NowMillis);
                if (heard.Text is { } text)
                {
                    Put(new FellowText(talk.AskId, false, talk.Number, session.NowMillis, Encoding.UTF8.GetString(text)));
                    CryptographicOperations.ZeroMemory(text);
                }

                return heard.Turn;
            },
            cancellation);
    }

    private async Task TickAsync(LetterRound all, CancellationToken cancellation)
    {
        foreach (var note in room.Notes().ToArray())
        {
            using var run = room.Run(note.AskId);
            if (run is null)
            {
                continue;
            }

            var turn = run.Tick(session.NowMillis);
            using var next = turn.Run;
            if (!ReferenceEquals(next, run))
            {
                room.Keep(note, turn);
            }

            try
            {
                await PostAskAsync(note, cancellation).ConfigureAwait(false);
            }
            catch (RefusedException refused)
            {
                all.Refused.Add((note.AskId, refused.Refusal));
            }
        }
    }

    /// <summary>An ask that a node refuses for good is as if it had never been; a try that was answered stays counted, whatever a node says.</summary>
    private async Task PostAskAsync(FellowNote note, CancellationToken cancellation)
    {
        try
        {
            await room.PostAsync(note, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (note.AnsweredMillis is null && refused.Refusal.Code is ("FELLOW_NOT_OFFERED" or "FELLOW_TRIES_EXHAUSTED"))
        {
            room.Forget(note.AskId);
            throw;
        }
    }

    private void Put(FellowText text) =>
        session.Shelf.PutNote(ShelfKinds.FellowText, SecretShelf.IdOf([.. text.AskId.ToArray(), text.Own ? (byte)1 : (byte)0, .. BitConverter.GetBytes(text.Number)]), text);
}
