using System.CommandLine;
using System.Security.Cryptography;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain verify`: a record or its stored content against a proof, offline: with no node, no keys, nothing but the genesis.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "The record's bytes, or its stored (sealed) content." };
        var proof = new Argument<string>("proof") { Description = "The proof, as `hchain record verify --save` wrote it." };
        var genesis = Inputs.Text("--genesis", "The chain's genesis, which is trusted; the profile's if not given.");
        return new Command("verify", "Verify a file against a proof, offline.").With(file, proof, genesis).Does(async invocation =>
        {
            var parsed = RecordProof.Parse(Inputs.ReadFile(invocation.Get(proof), RecordProof.BytesMax)).OrRefuse();
            var trusted = invocation.Get(genesis) is { } path ? Inputs.ReadGenesis(path) : FromProfile(invocation, parsed.Record.ChainId);
            var proven = parsed.Verify(trusted).OrRefuse();
            var what = await MatchAsync(invocation.Get(file), proven.Record, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new
            {
                verified = true,
                file = what,
                recordId = proven.Record.Id,
                chainId = trusted.ChainId,
                kind = proven.Record.Kind,
                author = proven.Record.Author,
                height = proven.Header.Height,
                blockTimeMillis = proven.Header.TimeMillis,
                head = proven.Head?.Height,
                headTimeMillis = proven.Head?.TimeMillis,
            });
        });
    }

    private static Genesis FromProfile(Invocation invocation, Bytes32 chainId) =>
        invocation.Folder.Genesis(chainId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"genesis of chain {chainId}: give --genesis"));

    private static async Task<string> MatchAsync(string path, Record record, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(ClientRefusals.FileMissing.With(path));
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var hash = new Bytes32(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        return hash == new Bytes32(SHA256.HashData(record.Bytes.Span)) ? "record"
            : record.Body is Diagnosis diagnosis && hash == diagnosis.Content.ContentHash ? "content"
            : throw new RefusedException(Refusals.ProofInvalid.With($"{path} is neither the proven record nor its content"));
    }
}
