using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Operators;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain tls`: for the operator of a node, on its machine. Needs no keys.</summary>
internal static class TlsCommands
{
    private const uint SecondsOfMinute = 60;
    private const uint SecondsOfHour = 3600;

    public static Command Make() => new Command("tls", "Look after a node's certificate.").With(Rotate());

    private static Command Rotate()
    {
        var data = new Argument<string>("data-directory") { Description = "The node's data directory, whose admin.token this may read." };
        var node = Inputs.Text("--node", "The node's API on this machine, https://127.0.0.1:PORT/.", required: true);
        var after = new Option<uint>("--after-minutes") { Description = "How long peers have to hear of it before the node shows it.", DefaultValueFactory = _ => 10 };
        var overlap = new Option<uint>("--overlap-hours") { Description = "How long peers take the old one too, at most 720.", DefaultValueFactory = _ => 24 };
        return new Command("rotate", "Announce the next certificate on the registry chain by the node's key, and show it after a while; nothing stops meanwhile. Said again, it answers what was begun.")
            .With(data, node, after, overlap).Does(async invocation =>
            {
                if (!Uri.TryCreate(invocation.Get(node), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
                {
                    throw new RefusedException(ClientRefusals.InputInvalid.With("--node is an https address"));
                }

                var change = await TlsRotating.BeginAsync(
                    invocation.Get(data),
                    address,
                    TimeSpan.FromSeconds(invocation.Get(after) * SecondsOfMinute),
                    TimeSpan.FromSeconds(invocation.Get(overlap) * SecondsOfHour),
                    invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { change.Present, change.Next, change.SwitchMillis, change.OldUntilMillis });
            });
    }
}
