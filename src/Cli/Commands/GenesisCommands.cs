using System.CommandLine;
using System.Text.Json;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Client.Managers;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain genesis`: what a chain begins with; its bytes are the chain's identity.</summary>
internal static class GenesisCommands
{
    private const int ParametersBytesMax = 64 * 1024;
    private static readonly Option<Bytes32?> Fingerprint = Inputs.Hash("--fingerprint", "SHA-256 of the supernode's certificate", required: true);
    private static readonly Option<string> Out = Inputs.File("--out", "File to write.");
    private static readonly Option<string?> Parameters = Inputs.Text("--parameters", "JSON file with chain parameters that differ from their defaults, such as {\"verifyIntervalMillis\": 1000}.");

    public static Command Make() => new Command("genesis", "Begin a chain.").With(Registry(), Hospital(), Show());

    private static Command Registry() =>
        new Command("registry", "Begin a registry chain, with the system manager's keystore.").With(Fingerprint, Parameters, Out).Does(invocation =>
            Write(invocation, GenesisMaker.Registry(invocation.Keystore.Keys, invocation.Get(Fingerprint)!.Value, ReadParameters(invocation), Invocation.NowMillis)));

    private static Command Hospital()
    {
        var registry = Inputs.File("--registry", "File with the registry's genesis.");
        return new Command("hospital", "Begin a hospital's chain, with the hospital's keystore.").With(registry, Fingerprint, Parameters, Out).Does(invocation =>
            Write(invocation, GenesisMaker.Hospital(
                Inputs.ReadGenesis(invocation.Get(registry)!), invocation.Keystore.Keys, invocation.Get(Fingerprint)!.Value, ReadParameters(invocation), Invocation.NowMillis)));
    }

    private static Command Show()
    {
        var file = new Argument<string>("file") { Description = "A genesis." };
        return new Command("show", "Show a genesis.").With(file).Does(invocation => Shown(Inputs.ReadGenesis(invocation.Get(file))));
    }

    private static Answer Write(Invocation invocation, Genesis genesis)
    {
        Inputs.WriteFile(invocation.Get(Out)!, genesis.ToBytes());
        return Shown(genesis);
    }

    private static ChainParameters ReadParameters(Invocation invocation)
    {
        if (invocation.Get(Parameters) is not { } path)
        {
            return new ChainParameters();
        }

        try
        {
            var strict = new JsonSerializerOptions(WireJson.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };
            return JsonSerializer.Deserialize<ChainParameters>(Inputs.ReadFile(path, ParametersBytesMax), strict) ?? new ChainParameters();
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With($"{path}: {wrong.Path ?? "not JSON"}"));
        }
    }

    private static Answer Shown(Genesis genesis) => Answer.Of(new
    {
        chainId = genesis.ChainId,
        kind = genesis.IsRegistry ? "registry" : "hospital",
        genesis.RegistryChainId,
        genesis.ManagerSigning,
        supernode = genesis.Supernode.Signing,
        tlsFingerprint = genesis.Supernode.TlsFingerprint,
        genesis.TimeMillis,
        parameters = genesis.Parameters,
    });
}
