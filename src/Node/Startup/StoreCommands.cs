using HospitalChain.Node.Configuration;
using HospitalChain.Storage;
using HospitalChain.Storage.Backups;
using HospitalChain.Storage.Verification;

namespace HospitalChain.Node.Startup;

/// <summary>
/// What an engineer does to a node's store while the node is stopped (chain.md §6): <c>verify-store</c> rereads
/// everything and checks every hash, <c>backup</c> makes a checkpoint, <c>restore</c> puts one in the place of a store
/// that is gone.
/// </summary>
public static class StoreCommands
{
    private const string Usage = "Use: verify-store --data-directory DIR | backup --data-directory DIR --to DIR | restore --from DIR --data-directory DIR";
    private static readonly string[] Names = ["verify-store", "backup", "restore"];

    /// <summary>The arguments begin with one of these commands.</summary>
    public static bool Has(IReadOnlyList<string> arguments) => arguments.Count > 0 && Names.Contains(arguments[0], StringComparer.Ordinal);

    /// <summary>Runs one.</summary>
    /// <exception cref="StoreException">The store cannot be used, or is damaged.</exception>
    public static async Task RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        var values = ValuesOf(arguments.Skip(1).ToArray());
        var store = Path.Combine(Required(values, "--data-directory"), "store");
        switch (arguments[0])
        {
            case "verify-store":
                await VerifyAsync(store, output);
                break;
            case "backup":
                Backup(store, Required(values, "--to"));
                break;
            default:
                StoreBackup.Restore(Required(values, "--from"), store);
                break;
        }
    }

    private static async Task VerifyAsync(string store, TextWriter output)
    {
        using var engine = StoreEngine.Open(store, new StoreOptions { CreateIfMissing = false });
        var report = StoreVerifier.Verify(engine);
        await output.WriteLineAsync($"{report.Chains} chains, {report.Blocks} blocks, {report.Records} records, {report.Entries} state entries read again");
        foreach (var finding in report.Findings)
        {
            await output.WriteLineAsync(finding.ToString());
        }

        if (!report.IsSound)
        {
            throw new StoreException(StoreErrorCodes.Corrupt, $"{report.Findings.Count} findings", "Restore a backup; a follower may also begin anew and fetch the chain from its peers.");
        }

        await output.WriteLineAsync("sound");
    }

    private static void Backup(string store, string target)
    {
        using var engine = StoreEngine.Open(store, new StoreOptions { CreateIfMissing = false });
        engine.Checkpoint(target);
    }

    private static Dictionary<string, string> ValuesOf(string[] arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] is not ("--data-directory" or "--to" or "--from") || i + 1 == arguments.Length)
            {
                throw new NodeOptionsException(arguments[i], "is not an option with a value", Usage);
            }

            values[arguments[i]] = Path.GetFullPath(arguments[i + 1]);
        }

        return values;
    }

    private static string Required(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) ?? throw new NodeOptionsException(name, "is missing", Usage);
}
