using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Flows.Documents;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain verify`: a record or its stored content against a proof, offline: with no node, no keys, nothing but the genesis.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "The record's bytes, its stored (sealed) content, an opened document, or a certificate of erasure; or alone a proof that `proof get` wrote." };
        var proof = new Argument<string?>("proof") { Arity = ArgumentArity.ZeroOrOne, Description = "The record's proof, as `record verify --save`, `document get --save` or `erasure check --save` wrote it." };
        var genesis = new Option<string[]>("--genesis") { Description = "The chain's genesis, which is trusted; the profile's if not given. Repeatable, where a proof is about several chains.", AllowMultipleArgumentsPerToken = false };
        var disclosure = Inputs.Text("--disclosure", "For an opened document: what `document get --save` wrote beside the proof.");
        return new Command("verify", "Verify a file against a proof, offline: with no node, no keys, nothing but the genesis.").With(file, proof, genesis, disclosure).With(CosignerDemand.Options).Does(async invocation =>
        {
            Genesis[] named = [.. (invocation.Get(genesis) ?? []).Select(Inputs.ReadGenesis)];
            Genesis Trusted(Bytes32 chainId) => named.FirstOrDefault(one => one.ChainId == chainId) ?? (named.Length == 1 ? named[0] : FromProfile(invocation, chainId));
            var demand = CosignerDemand.Of(invocation, Trusted);
            if (invocation.Get(proof) is not { } record)
            {
                return StandingProofs.Check(Inputs.ReadFile(invocation.Get(file), StandingProofs.BytesMax), Trusted, demand);
            }

            demand.RequireNone("a record");
            var parsed = RecordProof.Parse(Inputs.ReadFile(record, RecordProof.BytesMax)).OrRefuse();
            var trusted = Trusted(parsed.Record.ChainId);
            using var disclosed = invocation.Get(disclosure) is { } kept ? DocumentDisclosure.Parse(Inputs.ReadFile(kept, DocumentDisclosure.BytesMax)).OrRefuse() : null;
            var verified = await OfflineVerification.CheckAsync(invocation.Get(file), parsed, trusted, disclosed, invocation.Cancellation).ConfigureAwait(false);
            var proven = verified.Proven;
            return Answer.Of(new
            {
                verified = true,
                file = verified.Kind,
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
}
