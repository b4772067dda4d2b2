using System.CommandLine;
using HospitalChain.Cli.Commands;

namespace HospitalChain.Cli;

internal static class Program
{
    /// <summary>All of `hchain`.</summary>
    public static RootCommand Commands()
    {
        var root = new RootCommand("Keep, prove and share medical records on hospitals' private chains.")
        {
            KeysCommands.Make(),
            ProfileCommands.Make(),
            GenesisCommands.Make(),
            EnrolCommands.Make(),
            RetireCommand.Make(),
            HospitalCommands.Make(),
            VisitCommands.Make(),
            AssignmentCommands.Make(),
            DiagnoseCommand.Make(),
            TeamCommands.Make(),
            SymptomCommands.Make(),
            RecordCommands.Make(),
            SearchCommands.Make(),
            PeerCommands.Make(),
            EscrowCommands.Make(),
            BreakGlassCommands.Make(),
            RequestCommands.Make(),
            ConsentCommands.Make(),
            RevokeCommand.Make(),
            FetchCommand.Make(),
            FolderCommands.Make(),
            DocumentCommands.Make(),
            ErasureCommands.Make(),
            ProofCommands.Make(),
            AuditCommands.Make(),
            SupervisionCommands.Credit(),
            SupervisionCommands.Report(),
            SupervisionCommands.Appeal(),
            SupervisionCommands.Restore(),
            ExplorerCommands.Make(),
            MailCommands.Make(),
            ChainCommands.Make(),
            HealthCommand.Make(),
            ExpiringCommand.Make(),
            StoreCommands.Make(),
            TlsCommands.Make(),
            VerifyCommand.Make(),
        };
        GlobalOptions.AddTo(root);
        return root;
    }

    private static async Task<int> Main(string[] arguments)
    {
        var parsed = Commands().Parse(arguments);
        return parsed.Errors.Count > 0 ? ParseProblems.Tell(parsed) : await parsed.InvokeAsync().ConfigureAwait(false);
    }
}
