using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain hospital`: the desk. Tickets go to patients by hand; doctors are assigned to who registered.</summary>
internal static class HospitalCommands
{
    public static Command Make() => new Command("hospital", "The hospital's desk.").With(Ticket(), Registrations(), Assign(), CloseVisit());

    private static Command Ticket()
    {
        var file = Inputs.File("--out", "File for the ticket, readable by its owner only: who holds it can register once.");
        var reference = Inputs.Text("--reference", "The desk's own note, which comes back with the registration.");
        return new Command("ticket", "Issue a ticket for one patient.").With(file, reference).Does(async invocation =>
        {
            var ticket = await Desk(invocation).IssueTicketAsync(invocation.Get(reference) ?? string.Empty, invocation.Cancellation).ConfigureAwait(false);
            Inputs.WriteFile(invocation.Get(file)!, ticket.ToBytes(), secret: true);
            return Answer.Of(new { ticket = invocation.Get(file), ticket.EvidenceHash, ticket.ChainId, ticket.Address });
        });
    }

    private static Command Registrations() =>
        new Command("registrations", "Who registered and waits for doctors. Shows what patients said: for the desk's eyes only.").Does(async invocation =>
        {
            var waiting = await Desk(invocation).RegistrationsAsync(invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { registrations = waiting });
        });

    private static Command Assign()
    {
        var visit = new Argument<string>("visit") { Description = "The beginning of the visit's PID, or the patient's ID." };
        var doctors = new Argument<string[]>("doctors") { Description = "Signing keys of doctors, in the order in which they act.", Arity = ArgumentArity.OneOrMore };
        return new Command("assign", "Assign doctors to a registered visit; with --wait until it is on the chain and the letters are sent.").With(visit, doctors).Does(async invocation =>
        {
            var keys = invocation.Get(doctors).Select(text => Bytes32.TryParse(text, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With($"{text} is no key"))).ToArray();
            var assigned = await new VisitDesk(invocation.Session).AssignAsync(invocation.Get(visit), keys, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { assigned.RecordId, assigned.Status, assigned.Height });
        });
    }

    private static Command CloseVisit()
    {
        var pid = new Argument<string>("pid") { Description = "The visit's PID, 290 hexadecimal digits." };
        return new Command("close-visit", "Close a visit whose key was lost or stolen, at the patient's request.").With(pid).Does(async invocation =>
        {
            var status = await new Enrolling(invocation.Session)
                .CloseVisitAsync(Inputs.Hex(invocation.Get(pid), RecordLimits.PidBytes, "a PID"), invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { status.RecordId, status.Status, status.Height });
        });
    }

    private static NodeConnection Desk(Invocation invocation)
    {
        var session = invocation.Session;
        return session.Connect(session.Settings.NodeFor(session.Settings.Home()), session.OwnIdentity());
    }
}
