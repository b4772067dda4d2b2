using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Operators;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain store`: for the operator of a content store, on its machine. Needs no keys.</summary>
internal static class StoreCommands
{
    public static Command Make() => new Command("store", "Look after a node's content store.").With(Check());

    private static Command Check()
    {
        var data = new Argument<string>("data-directory") { Description = "The node's data directory, whose admin.token this may read." };
        var node = Inputs.Text("--node", "The node's API on this machine, https://127.0.0.1:PORT/.", required: true);
        var quick = new Option<bool>("--quick") { Description = "Compare names and sizes only; do not read and hash every byte." };
        return new Command(
            "check", "Compare what a running node's content store holds with every block of its chains: missing, unnamed, damaged, erased and still there. Exit 7 when they disagree.")
            .With(data, node, quick).Does(async invocation =>
            {
                if (!Uri.TryCreate(invocation.Get(node), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
                {
                    throw new RefusedException(ClientRefusals.InputInvalid.With("--node is an https address"));
                }

                var (findings, totals) = await StoreInspection.Of(invocation.Get(data), address).CheckAsync(!invocation.Get(quick), invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new
                {
                    sound = findings.Count == 0,
                    totals.Contents,
                    totals.Bytes,
                    totals.Records,
                    totals.Rehashed,
                    chains = totals.Heights,
                    findings,
                }) with { ExitCode = findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Of(Protocol.RefusalKind.Integrity) };
            });
    }
}
