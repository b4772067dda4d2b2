using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Api;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain break-glass`: emergency officers together open single records of one visit, under the patient's escrow.</summary>
internal static class BreakGlassCommands
{
    private static readonly Argument<Bytes32?> Opening = Inputs.HashArgument("opening", "Record id of the opening");
    private static readonly Argument<Bytes32?> Terms = Inputs.HashArgument("terms", "The terms' hash, from `call` or `list`");
    private static readonly Argument<Bytes32?> RecordId = Inputs.HashArgument("record", "The record to open");
    private static readonly Option<Bytes32?> Under = Inputs.Hash("--opening", "Record id of the opening", required: true);

    public static Command Make() => new Command("break-glass", "In an emergency officers together open single records of one visit, if its patient chose that.")
        .With(Call(), List(), Agree(), Open(), Ask(), AnswerAsk(), Read(), Close(), Judge(), Status(), Statement(), Notices());

    private static Command Call()
    {
        var pid = new Argument<string>("pid") { Description = "The visit's PID, 290 hexadecimal digits." };
        var reason = new Option<string>("--reason") { Description = "A code, on the chain: ETREAT for emergency treatment.", DefaultValueFactory = _ => "ETREAT" };
        var words = Inputs.Text("--statement", "Why, in words: sealed to the hospital, for the review.");
        var wordsFile = Inputs.Text("--statement-file", "A file that says it, so that no other process sees it.");
        var officers = new Option<string[]>("--with") { Description = "Signing keys of the other officers.", Required = true, AllowMultipleArgumentsPerToken = true };
        var minutes = new Option<uint>("--minutes") { Description = "How long, at most 240.", DefaultValueFactory = _ => 60 };
        var review = new Option<uint>("--review-hours") { Description = "Until when after it somebody else must have judged it, at most 168.", DefaultValueFactory = _ => 72 };
        return new Command("call", "For the officer who leads: call others to open a visit together.").With(pid, reason, words, wordsFile, officers, minutes, review).Does(async invocation =>
        {
            var terms = await new EmergencyDesk(invocation.Session).CallAsync(
                Inputs.Hex(invocation.Get(pid), RecordLimits.PidBytes, "a PID"),
                invocation.Get(reason)!,
                invocation.Get(words) ?? Inputs.Words(invocation.Get(wordsFile), RecordLimits.StatementBytesMax, "--statement or --statement-file"),
                EscrowCommands.Keys(invocation.Get(officers)!),
                TimeSpan.FromMinutes(invocation.Get(minutes)),
                TimeSpan.FromHours(invocation.Get(review)),
                invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { terms = terms.Hash, terms.Officers, terms.UntilMillis, terms.ReviewDueMillis });
        });
    }

    private static Command List() => new Command("list", "Take calls and answers, and show the emergencies known here.").Does(async invocation =>
    {
        var desk = new EmergencyDesk(invocation.Session);
        await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new
        {
            emergencies = desk.List().Select(known => new
            {
                terms = known.Terms.Hash, lead = known.Terms.Lead, reason = known.Terms.Reason, officers = known.Terms.Officers, known.Terms.UntilMillis, agreed = known.Agreed, agreements = known.Agreements, opening = known.OpenId,
            }).ToArray(),
        });
    });

    private static Command Agree() => new Command("agree", "For a called officer: take part, by exactly these terms.").With(Terms).Does(async invocation =>
    {
        var desk = new EmergencyDesk(invocation.Session);
        await desk.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
        var terms = await desk.AgreeAsync(invocation.Get(Terms)!.Value, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { terms = terms.Hash, agreed = true });
    });

    private static Command Open() => new Command("open", "For the officer who leads: open, once all who were called agreed. The patient is told.").With(Terms).Does(async invocation =>
        Told(await new EmergencyDesk(invocation.Session).OpenAsync(invocation.Get(Terms)!.Value, invocation.Wait, invocation.Cancellation).ConfigureAwait(false)));

    private static Command Ask() => new Command("ask", "For the officer who leads: fetch a record, which puts the read on the chain, and ask the others for their parts.").With(RecordId, Under).Does(async invocation =>
    {
        await new EmergencyReader(invocation.Session).AskAsync(invocation.Get(Under)!.Value, invocation.Get(RecordId)!.Value, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { record = invocation.Get(RecordId), asked = true });
    });

    private static Command AnswerAsk() => new Command("answer", "For the other officers: answer what is asked, each checked against the chain.").Does(async invocation =>
        Answer.Of(AssignmentCommands.RoundOf(await new EmergencyReader(invocation.Session).AnswerAsync(invocation.Cancellation).ConfigureAwait(false))));

    private static Command Read()
    {
        var target = Inputs.File("--out", "File for a diagnosis, folder for a team's.");
        return new Command("read", "For the officer who leads: open the record from the parts that came.").With(RecordId, Under, target).Does(async invocation =>
        {
            var path = await new EmergencyReader(invocation.Session).ReadAsync(
                invocation.Get(Under)!.Value, invocation.Get(RecordId)!.Value, invocation.Get(target)!, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { record = invocation.Get(RecordId), path });
        });
    }

    private static Command Close() => new Command("close", "End the emergency, with what was read.").With(Opening).Does(async invocation =>
        Told(await new EmergencyDesk(invocation.Session).CloseAsync(invocation.Get(Opening)!.Value, invocation.Wait, invocation.Cancellation).ConfigureAwait(false)));

    private static Command Judge()
    {
        var unjustified = new Option<bool>("--unjustified") { Description = "It was no emergency: costs the officer who led it." };
        var justified = new Option<bool>("--justified") { Description = "It was." };
        return new Command("review", "For the hospital, or a doctor who took no part: judge an emergency.").With(Opening, justified, unjustified).Does(async invocation =>
            invocation.Get(justified) == invocation.Get(unjustified)
                ? throw new RefusedException(ClientRefusals.InputInvalid.With("either --justified or --unjustified"))
                : Told(await new EmergencyDesk(invocation.Session).ReviewAsync(
                    invocation.Get(Opening)!.Value, invocation.Get(justified), invocation.Wait, invocation.Cancellation).ConfigureAwait(false)));
    }

    private static Command Status() => new Command("status", "An emergency as it stands on the chain, proven.").With(Opening).Does(async invocation =>
    {
        var entry = await new EmergencyDesk(invocation.Session).EmergencyAsync(invocation.Get(Opening)!.Value, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new
        {
            opening = invocation.Get(Opening), pid = entry.Pid.ToArray(), entry.Officers, entry.UntilMillis, opened = entry.Opened, closed = entry.Closed, entry.ReviewDueMillis, verdict = entry.Verdict,
        });
    });

    private static Command Statement() => new Command("statement", "For the hospital: why it was opened, in words.").With(Opening).Does(async invocation =>
        Answer.Of(new { opening = invocation.Get(Opening), statement = await new EmergencyDesk(invocation.Session).StatementAsync(invocation.Get(Opening)!.Value, invocation.Cancellation).ConfigureAwait(false) }));

    private static Command Notices() => new Command("notices", "For the patient: what was opened, closed and judged, each proven.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
        var notices = new EmergencyNotices(invocation.Session);
        var round = await notices.ReceiveAsync(visit, invocation.Cancellation).ConfigureAwait(false);
        var records = await notices.ReadAsync(visit, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new
        {
            notices = records.Select(record => new
            {
                record = record.Id,
                record.Kind,
                by = record.Author,
                record.IssuedAtMillis,
                reason = (record.Body as BreakGlassOpen)?.Terms.Reason,
                until = (record.Body as BreakGlassOpen)?.Terms.UntilMillis,
                opened = (record.Body as BreakGlassClose)?.Opened,
                verdict = (record.Body as Review)?.Verdict,
            }).ToArray(),
            refused = round.Refused.Select(refused => new { mail = refused.Mail, code = refused.Refusal.Code }).ToArray(),
        });
    });

    private static Answer Told(RecordStatus status) => Answer.Of(new { status.RecordId, status.Status, status.Height });
}
