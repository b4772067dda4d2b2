using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain explorer`: a login for the explorer's page that asks for one.</summary>
internal static class ExplorerCommands
{
    public static Command Make() => new Command("explorer", "Sign in to a node's explorer.").With(Token());

    private static Command Token()
    {
        var node = Inputs.Text("--node", "The node's address; the own chain's node if not given.");
        return new Command("token", "Print a token that is good for ten minutes at one node, to paste into its explorer. Whoever has it reads there what you may, and can do nothing else with it.")
            .With(node, VisitCommands.Visit).Does(async invocation =>
            {
                var session = invocation.Session;
                var visit = session.Settings.Role == ProfileRole.Patient ? new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit)) : null;
                var address = invocation.Get(node) is { } named ? NodeAt(session, named) : session.Settings.NodeFor(visit?.ChainId ?? session.Settings.Home());
                var (token, expiry) = await session.Connect(address, FolderOwner.IdentityOf(session, visit?.Index)).ExplorerTokenAsync(invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { page = new Uri(address.Address, "explorer"), token, expiryMillis = expiry });
            });
    }

    private static NodeAddress NodeAt(ClientSession session, string address) =>
        session.Settings.Nodes.Values.Concat(session.Settings.Stores).Append(session.Settings.Manager).OfType<NodeAddress>()
            .FirstOrDefault(node => Uri.TryCreate(address, UriKind.Absolute, out var wanted) && node.Address.Authority == wanted.Authority)
        ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"a node at {address}: this profile sends a login only to nodes that it pins"));
}
