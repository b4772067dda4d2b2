using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain health`: whether the profile's nodes answer, and as whom. Needs no keys.</summary>
internal static class HealthCommand
{
    public static Command Make() => new Command("health", "Whether the profile's nodes answer as who they should be. Needs no passphrase.").Does(async invocation =>
    {
        var settings = invocation.Folder.ReadSettings();
        var nodes = settings.Nodes.Values.Append(settings.Manager).Concat(settings.Stores).OfType<NodeAddress>().DistinctBy(node => node.Address).ToArray();
        var shown = new List<object>();
        var exitCode = ExitCodes.Ok;
        foreach (var node in nodes)
        {
            using var connection = new NodeConnection(node, identity: null, PinnedTransport.For(node), TimeProvider.System);
            try
            {
                var version = await connection.VersionAsync(invocation.Cancellation).ConfigureAwait(false);
                shown.Add(new { node = node.Address, status = version.NodeKey == node.NodeKey ? "ok" : "another-key", version.Version, code = (string?)null });
            }
            catch (RefusedException refused)
            {
                exitCode = ExitCodes.Of(refused.Refusal.Reason.Kind);
                shown.Add(new { node = node.Address, status = "failed", version = (string?)null, code = refused.Refusal.Code });
            }
        }

        return Answer.Of(new { nodes = shown }) with { ExitCode = exitCode };
    });
}
