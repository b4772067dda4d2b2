using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Fellows;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain peer`: patients who allow it find out whether they have the same symptom, and talk (L19-F).</summary>
internal static class PeerCommands
{
    private const string Warning =
        "Your visit's pseudo-identity is listed for other patients. Each time you answer, the other can test one guess of your symptom.";

    private static readonly Option<Bytes32?> Symptom = Inputs.Hash("--symptom", "Which of the visit's symptoms, by id; its only one if not given");

    public static Command Make() => new Command("peer", "Find a patient with the same symptom, without telling anyone else, and talk.")
        .With(Offer(), List(), Ask(), Asks(), AnswerAsk(), Talk(), Sessions());

    private static Command Offer()
    {
        var days = new Option<uint>("--days") { Description = "For how many days, 1 to 30.", DefaultValueFactory = _ => 7 };
        var tries = new Option<uint>("--tries") { Description = $"How often in any 24 hours you may be asked, 1 to {FellowLimits.TriesMax}.", DefaultValueFactory = _ => 3 };
        var withdraw = new Option<bool>("--withdraw") { Description = "Allow it no longer." };
        var yes = new Option<bool>("--yes") { Description = "Allow it without being asked again." };
        return new Command("offer", $"Allow other patients to ask you. {Warning}").With(VisitCommands.Visit, days, tries, withdraw, yes).Does(async invocation =>
        {
            var (visit, listing) = (VisitOf(invocation), new FellowListing(invocation.Session));
            if (invocation.Get(withdraw))
            {
                await listing.WithdrawAsync(visit, invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { visit = visit.Index, offered = false });
            }

            if (!invocation.Get(yes) && !invocation.Confirm(Warning + " Allow it?"))
            {
                throw new RefusedException(ClientRefusals.Declined.With("repeat with --yes to allow it"));
            }

            var offer = await listing.OfferAsync(visit, TimeSpan.FromDays(invocation.Get(days)), invocation.Get(tries), invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { visit = visit.Index, offered = true, pid = visit.Pid, offer.UntilMillis, offer.TriesPerDay });
        });
    }

    private static Command List() => new Command("list", "Patients who allow being asked, by pseudo-identity.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var found = await new FellowListing(invocation.Session).ListAsync(VisitOf(invocation), invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { patients = found.Select(offer => new { pid = offer.Pid.ToArray(), offer.ChainId, offer.UntilMillis, offer.TriesPerDay }).ToArray() });
    });

    private static Command Ask()
    {
        var pid = new Argument<string>("pid") { Description = "The other's PID, 290 hexadecimal digits." };
        var chain = Inputs.Hash("--chain", "The chain of the other's hospital; your own visit's if not given");
        var hours = new Option<uint>("--hours") { Description = "How long the other has to answer, 1 to 168.", DefaultValueFactory = _ => 72 };
        return new Command("ask", "Ask a patient who allows it whether you have the same symptom. The one you ask can test one guess of yours.")
            .With(pid, chain, Symptom, hours, VisitCommands.Visit).Does(async invocation =>
            {
                var visit = VisitOf(invocation);
                var ask = await new FellowDesk(invocation.Session, visit).AskAsync(
                    invocation.Get(chain) ?? visit.ChainId,
                    Inputs.Hex(invocation.Get(pid), RecordLimits.PidBytes, "a PID"),
                    SymptomOf(invocation, visit),
                    TimeSpan.FromHours(invocation.Get(hours)),
                    invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { ask, stage = FellowStage.Asked });
            });
    }

    private static Command Asks() => new Command("asks", "Who asked you: what waits for your decision, and what your hospital's node counted.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var visit = VisitOf(invocation);
        var desk = new FellowDesk(invocation.Session, visit);
        var round = await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
        var standing = await new FellowListing(invocation.Session).StandingAsync(visit, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new
        {
            waiting = desk.List().Where(view => view is { Asking: false, Stage: FellowStage.Asked }).Select(Told).ToArray(),
            answeredToday = desk.TriesToday(),
            askedToday = standing.Asks.Select(ask => new { ask.TimeMillis, by = ask.By }).ToArray(),
            turnedAway = standing.RefusedAsks,
            refused = Refused(round),
        });
    });

    private static Command AnswerAsk()
    {
        var ask = new Argument<string?>("ask") { Description = "The beginning of the ask; the only one that waits if not given.", Arity = ArgumentArity.ZeroOrOne };
        var decline = new Option<bool>("--decline") { Description = "Say no." };
        return new Command("answer", "Say yes to one ask: the other can test one guess of your symptom, and you one of theirs.")
            .With(ask, Symptom, decline, VisitCommands.Visit).Does(async invocation =>
            {
                var visit = VisitOf(invocation);
                var desk = new FellowDesk(invocation.Session, visit);
                await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
                var waiting = desk.Find(invocation.Get(ask), view => view is { Asking: false, Stage: FellowStage.Asked });
                return Answer.Of(Told(invocation.Get(decline)
                    ? await desk.EndAsync(waiting.AskId, invocation.Cancellation).ConfigureAwait(false)
                    : await desk.AnswerAsync(waiting.AskId, SymptomOf(invocation, visit), invocation.Cancellation).ConfigureAwait(false)));
            });
    }

    private static Command Talk()
    {
        var text = new Argument<string?>("text") { Description = "What to write; none to read only.", Arity = ArgumentArity.ZeroOrOne };
        var file = Inputs.Text("--file", "A file that holds it, so that no other process sees it.");
        var with = Inputs.Text("--session", "The beginning of the session's ask; the only one with a key if not given.");
        var end = new Option<bool>("--end") { Description = "End the session." };
        return new Command("talk", "Read what came, and write, once both have the same symptom.").With(text, file, with, end, VisitCommands.Visit).Does(async invocation =>
        {
            var desk = new FellowDesk(invocation.Session, VisitOf(invocation));
            var round = await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
            var session = desk.Find(invocation.Get(with), view => view.Stage == FellowStage.Agreed);
            var written = invocation.Get(text) ?? (invocation.Get(file) is { } path ? Inputs.Words(path, FellowLimits.TextBytesMax, "--file") : null);
            if (written is { } words)
            {
                await desk.SayAsync(session.AskId, words, invocation.Cancellation).ConfigureAwait(false);
            }

            if (invocation.Get(end))
            {
                await desk.EndAsync(session.AskId, invocation.Cancellation).ConfigureAwait(false);
            }

            return Answer.Of(new
            {
                session = session.AskId,
                messages = desk.Texts(session.AskId).Select(said => new { own = said.Own, said.Number, said.TimeMillis, said.Text }).ToArray(),
                refused = Refused(round),
            });
        });
    }

    private static Command Sessions() => new Command("sessions", "Take mail, go on with what needs no decision, and show every session.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var desk = new FellowDesk(invocation.Session, VisitOf(invocation));
        var round = await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { sessions = desk.List().Select(Told).ToArray(), refused = Refused(round) });
    });

    private static VisitNote VisitOf(Invocation invocation) => new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));

    private static Bytes32 SymptomOf(Invocation invocation, VisitNote visit) => invocation.Get(Symptom) ?? new SymptomInbox(invocation.Session).List(visit) switch
    {
        [var only] => only,
        [] => throw new RefusedException(ClientRefusals.NotFoundHere.With("a symptom of this visit: `hchain symptoms receive`")),
        var many => throw new RefusedException(ClientRefusals.Ambiguous.With($"{many.Count} symptoms")),
    };

    private static object Told(FellowView view) =>
        new { ask = view.AskId, asking = view.Asking, stage = view.Stage, code = view.Code, pid = view.OtherPid, chainId = view.OtherChain, since = view.SinceMillis, until = view.EndMillis, view.Sent, view.Heard };

    private static object[] Refused(LetterRound round) => [.. round.Refused.Select(refused => new { mail = refused.Mail, code = refused.Refusal.Code })];
}
