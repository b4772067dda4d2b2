using System.Text.Json;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Tests.Cli;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>`hchain proof get` and `hchain chain` at real nodes, and `hchain verify` on what they gave, with no node.</summary>
public sealed class ProofCommandTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_doctors_enrolment_and_a_strangers_absence_are_taken_along_and_verified()
    {
        var stands = await ShownAsync(network.World.HospitalGenesis, await GetAsync(network.Ada, "enrolment", network.Ada.Key.ToString()));
        Assert.Equal((true, "doctor"), (stands.GetProperty("stands").GetBoolean(), stands.GetProperty("meaning").GetString()));
        var absent = await ShownAsync(network.World.HospitalGenesis, await GetAsync(network.Ada, "enrolment", network.Chen.Key.ToString()));
        Assert.False(absent.GetProperty("stands").GetBoolean());
    }

    [Fact]
    public async Task A_grant_is_in_force_until_it_is_revoked_and_a_record_stands()
    {
        var grant = await network.ShareAsync(network.HospitalSession(), await network.OpenAsync("proven"), network.Insurer.Key, network.Registry);
        var given = await ShownAsync(network.World.HospitalGenesis, await GetAsync(network.Ada, "grant", grant.GrantId.ToString()));
        Assert.Equal("in force", given.GetProperty("meaning").GetString());
        await new FolderDesk(network.HospitalSession()).RevokeAsync(grant, DocumentNetwork.Wait, Cancellation);
        var revoked = await ShownAsync(network.World.HospitalGenesis, await GetAsync(network.Ada, "state", "grant", grant.GrantId.ToString()));
        Assert.Equal("revoked", revoked.GetProperty("meaning").GetString());
        var record = await ShownAsync(network.World.HospitalGenesis, await GetAsync(network.Ada, "record", grant.GrantId.ToString()));
        Assert.Equal(("record", "grant"), (record.GetProperty("proof").GetString(), record.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Another_hospitals_doctor_is_proven_from_the_registry_alone()
    {
        var proof = await GetAsync(network.Chen, "doctor", network.Ada.Key.ToString(), "--chain", network.ChainA.ToString());
        var shown = await ShownAsync(network.World.RegistryGenesis, proof);
        Assert.Equal((network.Ada.Key.ToString(), network.ChainA.ToString()), (shown.GetProperty("doctor").GetString(), shown.GetProperty("hospitalChain").GetString()));
    }

    [Fact]
    public async Task Who_cosigns_is_listed_and_demanded_of_a_head_without_a_node()
    {
        await network.Node("hospital").UntilAsync(network.ChainA, chain => chain.ReadCosignedHead(2) is not null);
        network.InsurerSession().Change(settings => settings with { Witnesses = 2 });
        var listed = await RunAsync(network.Insurer, "chain", "witnesses", "--chain", network.ChainA.ToString());
        var witnesses = listed.GetProperty("witnesses").EnumerateArray().Select(one => one.GetProperty("witness").GetString()!).ToArray();
        Assert.Contains(network.World.Manager.Key.ToString(), witnesses, StringComparer.Ordinal);
        Assert.DoesNotContain(network.World.Hospital.Key.ToString(), witnesses, StringComparer.Ordinal);
        Assert.True(listed.GetProperty("parties").GetInt32() >= 2);
        Assert.All(listed.GetProperty("witnesses").EnumerateArray(), one => Assert.True(one.GetProperty("height").GetUInt64() <= listed.GetProperty("height").GetUInt64() + 1));

        var head = await GetAsync(network.Insurer, "head", "--since", "1", "--chain", network.ChainA.ToString());
        var enrolments = new List<string>();
        foreach (var witness in witnesses)
        {
            enrolments.AddRange(["--enrolment", await GetAsync(network.Insurer, "enrolment", witness, "--chain", network.Registry.ToString())]);
        }

        string[] verify = ["verify", head, "--genesis", Write(network.World.HospitalGenesis), "--genesis", Write(network.World.RegistryGenesis), "--json", .. enrolments, "--cosigners"];
        Assert.Equal(0, (await HchainProcess.RunAsync([.. verify, "2"])).ExitCode);
        var refused = await HchainProcess.RunAsync([.. verify, "60"]);
        Assert.Equal("WITNESSES_MISSING", refused.Json.GetProperty("error").GetProperty("code").GetString());
    }

    private async Task<string> GetAsync(Party party, params string[] what)
    {
        var file = network.NewFile("proof");
        Assert.Equal(file, (await RunAsync(party, ["proof", "get", .. what, "--out", file])).GetProperty("file").GetString());
        return file;
    }

    private async Task<JsonElement> RunAsync(Party party, params string[] command)
    {
        _ = party == network.Chen ? network.ChenSession() : party == network.Insurer ? network.InsurerSession() : network.AdaSession(); // writes the profile
        var done = await HchainProcess.RunAsync([.. command, .. network.CommandLineOf(party), "--json"]);
        Assert.True(done.ExitCode == 0, done.Output + done.Error);
        return done.Json;
    }

    private async Task<JsonElement> ShownAsync(Genesis genesis, string proof)
    {
        var shown = await HchainProcess.RunAsync("verify", proof, "--genesis", Write(genesis), "--json");
        Assert.True(shown.ExitCode == 0, shown.Output + shown.Error);
        return shown.Json;
    }

    private string Write(Genesis genesis)
    {
        var path = network.NewFile("genesis");
        File.WriteAllBytes(path, genesis.ToBytes());
        return path;
    }
}
