using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain mail`: what waits in the mailboxes, from outside.</summary>
internal static class MailCommands
{
    public static Command Make() => new Command("mail", "What waits in the mailboxes.").With(List());

    private static Command List() => new Command("list", "Who wrote, and what for. Nothing is opened or deleted.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var session = invocation.Session;
        var (nodes, identity) = Boxes(invocation);
        var shown = new List<object>();
        foreach (var node in nodes.DistinctBy(node => node.Address))
        {
            foreach (var item in await session.Connect(node, identity).ListMailAsync(invocation.Cancellation).ConfigureAwait(false))
            {
                shown.Add(new { mail = item.Id, item.Purpose, item.Sender, item.Size, item.ExpiryMillis, node = node.Address });
            }
        }

        return Answer.Of(new { mails = shown });
    });

    private static (IEnumerable<NodeAddress> Nodes, LoginIdentity Identity) Boxes(Invocation invocation)
    {
        var session = invocation.Session;
        if (session.Settings.Role == ProfileRole.Patient)
        {
            var visits = new PatientVisits(session);
            var visit = visits.Find(invocation.Get(VisitCommands.Visit));
            return (visits.MailNodesOf(visit), visits.IdentityOf(visit));
        }

        var home = session.Settings.NodeFor(session.Settings.Home());
        return (session.Settings.Manager is { } manager ? [home, manager] : [home], session.OwnIdentity());
    }
}
