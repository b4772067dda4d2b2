using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Patients;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain visit`: the patient's side of the desk.</summary>
internal static class VisitCommands
{
    private const int TextBytesMax = 8192;

    /// <summary>Which visit a patient's command is about.</summary>
    public static Option<string?> Visit { get; } = Inputs.Text("--visit", "The visit: its number, or the beginning of its PID; the newest if not given.");

    public static Command Make() => new Command("visit", "Register visits and see how they stand.").With(Register(), List(), Status());

    private static Command Register()
    {
        var ticket = Inputs.File("--ticket", "The ticket's file, from the hospital's desk.");
        var id = Inputs.Text("--id", "The identifier that the hospital knows you by; sealed to the hospital.");
        var idFile = Inputs.Text("--id-file", "A file that holds it, so that no other process sees it.");
        var symptoms = Inputs.Text("--symptoms-file", "A file that says what is wrong, in your words; sealed to the hospital.");
        return new Command("register", "Register a visit: makes its keys and tells only the hospital who you are.").With(ticket, id, idFile, symptoms).Does(async invocation =>
        {
            var identifier = invocation.Get(id) ?? (invocation.Get(idFile) is { } file ? Text(file).Trim() : null)
                ?? throw new RefusedException(ClientRefusals.InputInvalid.With("needs --id or --id-file"));
            var parsed = DeskTicket.Parse(Inputs.ReadFile(invocation.Get(ticket)!, FlowLimits.TicketBytesMax)).OrRefuse();
            var words = invocation.Get(symptoms) is { } said ? Text(said) : string.Empty;
            var visit = await new PatientVisits(invocation.Session).RegisterAsync(parsed, identifier, words, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { visit = visit.Index, visit.Pid, visit.ChainId, escrow = EscrowCommands.None });
        });
    }

    private static Command List() => new Command("list", "Visits known to this profile.").Does(invocation => Answer.Of(new
    {
        visits = new PatientVisits(invocation.Session).List().Select(visit => new { visit = visit.Index, visit.Pid, visit.ChainId, visit.RegisteredMillis }),
    }));

    private static Command Status() => new Command("status", "How a visit stands on the chain, proven.").With(Visit).Does(async invocation =>
    {
        var visits = new PatientVisits(invocation.Session);
        var note = visits.Find(invocation.Get(Visit));
        var entry = await visits.StatusAsync(note, invocation.Cancellation).ConfigureAwait(false);
        if (entry is not null)
        {
            note = await visits.ReceiveOrderAsync(note, invocation.Cancellation).ConfigureAwait(false);
        }

        return Answer.Of(new
        {
            visit = note.Index,
            note.Pid,
            note.ChainId,
            status = entry is null ? "waiting" : entry.Closed ? "closed" : "open",
            doctors = entry?.Doctors ?? note.Doctors ?? [],
        });
    });

    private static string Text(string path) => System.Text.Encoding.UTF8.GetString(Inputs.ReadFile(path, TextBytesMax));
}
