using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Protocol.Flows.Documents;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain proof`: proofs to take along, and whether a proxy answered rightly, offline, for anyone.</summary>
internal static class ProofCommands
{
    public static Command Make() => new Command("proof", "Take proofs along; judge what a proxy answered.").With(ProofGetCommands.Make(), Check());

    private static Command Check()
    {
        var file = new Argument<string>("evidence") { Description = "The file that `hchain document get --evidence` wrote." };
        var genesis = Inputs.Text("--genesis", "The chain's genesis, which is trusted; the profile's if not given.");
        return new Command("check", "Check a re-encryption and its proof against the chain, with no node and no keys.").With(file, genesis).Does(invocation =>
        {
            var evidence = ReencryptionEvidence.Parse(Inputs.ReadFile(invocation.Get(file), ReencryptionEvidence.BytesMax)).OrRefuse();
            var chainId = evidence.Document.Record.ChainId;
            var trusted = invocation.Get(genesis) is { } path
                ? Inputs.ReadGenesis(path)
                : invocation.Folder.Genesis(chainId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"genesis of chain {chainId}: give --genesis"));
            evidence.Check(trusted).OrRefuse();
            return Answer.Of(new
            {
                verified = true,
                chainId,
                document = evidence.Document.Record.Id,
                grant = evidence.Grant.Record.Id,
                folder = ((Protocol.Records.Document)evidence.Document.Record.Body).FolderId,
                grantee = ((Protocol.Records.Grant)evidence.Grant.Record.Body).Grantee.Key,
                proxy = ((Protocol.Records.Grant)evidence.Grant.Record.Body).Proxy,
            });
        });
    }
}
