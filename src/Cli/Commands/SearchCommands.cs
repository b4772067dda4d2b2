using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain search`: the patient lets a hospital look for a symptom in an earlier visit (L19-E).</summary>
internal static class SearchCommands
{
    private const string Warning = "The hospital that tests this trapdoor learns the symptom: it can try every code.";

    public static Command Make() => new Command("search", "Search an earlier visit's records by symptom.").With(Send(), Receive(), List(), Run());

    private static Command Send()
    {
        var symptom = Inputs.Hash("--symptom", "Which of the visit's symptoms, by id; its only one if not given");
        var doctor = Inputs.Hash("--doctor", "Signing key of the doctor who asks", required: true);
        var chain = Inputs.Hash("--doctor-chain", "Chain of that doctor's hospital", required: true);
        var yes = new Option<bool>("--yes") { Description = "Send it: " + Warning };
        return new Command("send", $"Mail a trapdoor to a doctor. {Warning}").With(VisitCommands.Visit, symptom, doctor, chain, yes).Does(async invocation =>
        {
            if (!invocation.Get(yes) && !invocation.Confirm(Warning + " Send it?"))
            {
                throw new RefusedException(ClientRefusals.WouldDisclose);
            }

            var session = invocation.Session;
            var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
            var id = invocation.Get(symptom) ?? OnlyOne(new SymptomInbox(session).List(visit));
            await new SymptomSearch(session).SendAsync(visit, id, invocation.Get(doctor)!.Value, invocation.Get(chain)!.Value, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { visit = visit.Index, symptom = id, sent = true });
        });
    }

    private static Command Receive() => new Command("receive", "Take trapdoors that patients sent: for a doctor.").Does(async invocation =>
        Answer.Of(AssignmentCommands.RoundOf(await new SearchDesk(invocation.Session).ReceiveAsync(invocation.Cancellation).ConfigureAwait(false))));

    private static Command List() => new Command("list", "Trapdoors received and not yet tested: for a doctor.").Does(invocation => Answer.Of(new
    {
        searches = new SearchDesk(invocation.Session).List().Select(search => new { search = search.Id, search.Request.ChainId, pid = search.Request.Pid.ToArray() }),
    }));

    private static Command Run()
    {
        var id = Inputs.Hash("--search", "Which trapdoor; the only one if not given");
        return new Command("run", "Have the own hospital test a trapdoor: for a doctor.").With(id).Does(async invocation =>
        {
            var desk = new SearchDesk(invocation.Session);
            var search = invocation.Get(id) ?? OnlyOne([.. desk.List().Select(item => item.Id)]);
            var request = desk.List().First(item => item.Id == search).Request;
            var records = await desk.RunAsync(search, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { search, request.ChainId, pid = request.Pid.ToArray(), records });
        });
    }

    private static Bytes32 OnlyOne(IReadOnlyList<Bytes32> ids) => ids.Count switch
    {
        1 => ids[0],
        0 => throw new RefusedException(ClientRefusals.NotFoundHere.With("nothing to choose from")),
        _ => throw new RefusedException(ClientRefusals.Ambiguous.With($"{ids.Count} to choose from")),
    };
}
