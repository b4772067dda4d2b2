using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Patients;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain symptoms`: the symptom t of each diagnosis, which the patient needs to search.</summary>
internal static class SymptomCommands
{
    public static Command Make() => new Command("symptoms", "Symptoms that doctors mailed after their diagnoses.").With(Receive(), List());

    private static Command Receive() => new Command("receive", "Take symptoms from the visit's mailbox.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var session = invocation.Session;
        var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
        return Answer.Of(AssignmentCommands.RoundOf(await new SymptomInbox(session).ReceiveAsync(visit, invocation.Cancellation).ConfigureAwait(false)));
    });

    private static Command List() => new Command("list", "Symptoms known for a visit, by id. The symptom itself is secret and never shown.").With(VisitCommands.Visit).Does(invocation =>
    {
        var session = invocation.Session;
        var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
        return Answer.Of(new { visit = visit.Index, symptoms = new SymptomInbox(session).List(visit) });
    });
}
