using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Client.Trust;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Tests.Cli;

/// <summary>`hchain verify PROOF`: what a proof taken along shows to whoever has a genesis and nothing else.</summary>
public sealed class VerifyProofTests : IAsyncLifetime
{
    private readonly ProfileFolder folder = TestParty.NewFolder();
    private Journey journey = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestNetwork Network => journey.Network;

    private TestChain ChainA => Network.ChainA;

    private Bytes32 ChainId => ChainA.Genesis.ChainId;

    private ProofDesk Desk => new(journey.SessionA);

    public async ValueTask InitializeAsync()
    {
        journey = await Journey.ToConsentAsync();
        foreach (var chain in new[] { ChainA, Network.Registry })
        {
            chain.Witnesses.AddRange([Network.Manager.Keys, Network.HospitalB.Keys]);
        }

        folder.Write("a.genesis", ChainA.Genesis.ToBytes());
        folder.Write("b.genesis", Network.ChainB.Genesis.ToBytes());
        folder.Write("registry.genesis", Network.Registry.Genesis.ToBytes());
    }

    public ValueTask DisposeAsync()
    {
        journey.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_entry_says_whether_it_stands_and_what_it_means()
    {
        Assert.Equal((true, "doctor"), await EntryAsync(StateKinds.Enrolment, journey.DoctorA.Key));
        Assert.Equal((true, "in good standing"), await EntryAsync(StateKinds.Credit, journey.DoctorA.Key));
        Assert.Equal((false, null), await EntryAsync(StateKinds.Enrolment, journey.DoctorB.Key)); // a doctor of the other hospital
        Assert.Equal((true, "in force"), await EntryAsync(StateKinds.Grant, journey.Grant.GrantId));
        Assert.Equal((false, null), await EntryAsync(StateKinds.Grant, journey.RecordId));
        await new ConsentDesk(journey.PatientSession).RevokeAsync(journey.Grant, TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal((true, "revoked"), await EntryAsync(StateKinds.Grant, journey.Grant.GrantId));
    }

    [Fact]
    public async Task A_doctor_elsewhere_is_proven_from_the_registry_alone()
    {
        var identity = journey.SessionB.OwnIdentity();
        var proof = Kept("doctor", (await new ProofDesk(journey.SessionB).DoctorAsync(ChainId, journey.DoctorA.Key, identity, Cancellation)).ToBytes());
        var verified = await VerifyAsync(proof, "registry.genesis");
        Assert.Equal(
            ("doctor", journey.DoctorA.Key.ToString(), ChainId.ToString()),
            (verified.Json.GetProperty("proof").GetString(), verified.Json.GetProperty("doctor").GetString(), verified.Json.GetProperty("hospitalChain").GetString()));
        Assert.Equal("CHAIN_UNKNOWN", CodeOf(await VerifyAsync(proof, "a.genesis")));
        var unknown = Kept("unknown", (await new ProofDesk(journey.SessionB).DoctorAsync(ChainId, journey.DoctorB.Key, identity, Cancellation)).ToBytes());
        Assert.Equal("DOCTOR_UNKNOWN", CodeOf(await VerifyAsync(unknown, "registry.genesis")));
    }

    [Fact]
    public async Task A_head_is_verified_with_its_growth_and_as_many_cosigners_as_are_demanded()
    {
        var proof = Kept("head", (await Desk.HeadAsync(ChainId, 1, journey.SessionA.OwnIdentity(), Cancellation)).ToBytes());
        var verified = await VerifyAsync(proof, "a.genesis");
        Assert.Equal((0, 1, 2), (verified.ExitCode, verified.Json.GetProperty("since").GetInt32(), verified.Json.GetProperty("cosigners").GetArrayLength()));
        var (manager, other, stranger) = (Network.Manager.Key.ToString(), Network.HospitalB.Key.ToString(), journey.DoctorA.Key.ToString());
        Assert.Equal(0, (await VerifyAsync(proof, "a.genesis", "--cosigners", "2", "--witness", manager, "--witness", other)).ExitCode);
        Assert.Equal("WITNESSES_MISSING", CodeOf(await VerifyAsync(proof, "a.genesis", "--cosigners", "2", "--witness", manager, "--witness", stranger)));
        Assert.Equal("WITNESSES_MISSING", CodeOf(await VerifyAsync(proof, "a.genesis", "--cosigners", "1", "--witness", stranger)));
        Assert.Equal("INPUT_INVALID", CodeOf(await VerifyAsync(proof, "a.genesis", "--cosigners", "1"))); // whose words?
        Assert.Equal("INPUT_INVALID", CodeOf(await VerifyAsync(proof, "a.genesis", "--witness", manager))); // how many?
    }

    [Fact]
    public async Task Cosigners_count_by_proofs_of_the_registry_once_for_each_party()
    {
        var head = Kept("head", (await Desk.HeadAsync(ChainId, 0, journey.SessionA.OwnIdentity(), Cancellation)).ToBytes());
        var other = await EnrolmentAsync("b", Network.Registry.Genesis.ChainId, Network.HospitalB.Key);
        var own = await EnrolmentAsync("a", Network.Registry.Genesis.ChainId, Network.HospitalA.Key);
        var doctor = await EnrolmentAsync("doctor", ChainId, journey.DoctorA.Key);
        Task<HchainProcess> Demand(string number, params string[] enrolments) => HchainProcess.RunAsync(
            ["verify", head, "--genesis", In("a.genesis"), "--genesis", In("registry.genesis"), "--json", "--cosigners", number, .. enrolments.SelectMany(file => new[] { "--enrolment", file })]);

        Assert.Equal(0, (await Demand("1", other)).ExitCode);
        Assert.Equal("WITNESSES_MISSING", CodeOf(await Demand("1", own))); // who seals the chain is no witness of it
        Assert.Equal("WITNESSES_MISSING", CodeOf(await Demand("2", other, own)));
        Assert.Equal("PROOF_INVALID", CodeOf(await Demand("1", doctor))); // not the registry's word
    }

    [Fact]
    public async Task A_proof_that_was_changed_cut_or_is_of_another_chain_shows_nothing()
    {
        var identity = journey.SessionA.OwnIdentity();
        var bytes = (await Desk.EntryAsync(ChainId, StateKinds.Enrolment, journey.DoctorA.Key.ToArray(), identity, Cancellation)).ToBytes();
        Assert.Equal("WRONG_CHAIN", CodeOf(await VerifyAsync(Kept("other chain", bytes), "b.genesis")));
        Assert.Equal("MALFORMED", CodeOf(await VerifyAsync(Kept("cut", bytes[..^1]), "a.genesis")));
        var update = await Desk.HeadAsync(ChainId, 0, identity, Cancellation);
        var forged = update with { Head = update.Head with { Head = update.Head.Head with { TimeMillis = update.Head.Head.TimeMillis + 1 } } };
        Assert.Equal("SEAL_INVALID", CodeOf(await VerifyAsync(Kept("forged", forged.ToBytes()), "a.genesis")));
        var record = await journey.SessionA.Chains.RecordProofAsync(ChainId, journey.RecordId, identity, Cancellation);
        var kept = Kept("record", record.ToBytes());
        Assert.Equal("record", (await VerifyAsync(kept, "a.genesis")).Json.GetProperty("proof").GetString());
        Assert.Equal("WITNESSES_MISSING", CodeOf(await VerifyAsync(kept, "a.genesis", "--cosigners", "1", "--witness", Network.Manager.Key.ToString())));
    }

    private static string? CodeOf(HchainProcess refused)
    {
        Assert.NotEqual(0, refused.ExitCode);
        return refused.Json.GetProperty("error").GetProperty("code").GetString();
    }

    private async Task<(bool Stands, string? Meaning)> EntryAsync(string kind, Bytes32 identifier)
    {
        var proof = await Desk.EntryAsync(ChainId, kind, identifier.ToArray(), journey.SessionA.OwnIdentity(), Cancellation);
        var verified = await VerifyAsync(Kept(Guid.NewGuid().ToString(), proof.ToBytes()), "a.genesis");
        Assert.Equal((0, "entry", kind), (verified.ExitCode, verified.Json.GetProperty("proof").GetString(), verified.Json.GetProperty("kind").GetString()));
        return (verified.Json.GetProperty("stands").GetBoolean(), verified.Json.TryGetProperty("meaning", out var meaning) ? meaning.GetString() : null);
    }

    private async Task<string> EnrolmentAsync(string name, Bytes32 chainId, Bytes32 key) =>
        Kept("enrolment " + name, (await Desk.EntryAsync(chainId, StateKinds.Enrolment, key.ToArray(), journey.SessionA.OwnIdentity(), Cancellation)).ToBytes());

    private Task<HchainProcess> VerifyAsync(string proof, string genesis, params string[] more) =>
        HchainProcess.RunAsync(["verify", proof, "--genesis", In(genesis), "--json", .. more]);

    private string Kept(string name, byte[] bytes)
    {
        folder.Write(name, bytes);
        return In(name);
    }

    private string In(string name) => Path.Combine(folder.FolderPath, name);
}
