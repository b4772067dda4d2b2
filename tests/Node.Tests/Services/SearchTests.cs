using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Search;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A trapdoor finds its symptom in proven capsules, at the hospital it was made for (L19-E).</summary>
public sealed class SearchTests : IDisposable
{
    private readonly ProxyBench bench = new();
    private readonly Party testing = new("testing hospital");
    private readonly SecretScalar secret;
    private readonly FarLibrary far;

    public SearchTests()
    {
        secret = testing.Keys.Hospital(0);
        far = new FarLibrary(new CapsuleLibrary(bench.Ledgers, new VisitIndex(bench.Store)));
    }

    public void Dispose()
    {
        secret.Dispose();
        bench.Dispose();
    }

    [Fact]
    public async Task A_trapdoor_finds_the_records_of_its_symptom()
    {
        var found = (await SearchAsync(Trapdoor("386661006"))).OrThrow();
        Assert.Equal([bench.Diagnosis.Id], found);
        Assert.Empty((await SearchAsync(Trapdoor("22298006"))).OrThrow());
    }

    [Fact]
    public async Task A_trapdoor_for_another_hospital_finds_nothing()
    {
        using var other = new Party("another hospital").Keys.Hospital(0);
        Assert.Empty((await SearchAsync(Trapdoor("386661006", other))).OrThrow());
    }

    [Fact]
    public async Task Every_record_of_the_visit_is_tested_and_no_other()
    {
        var second = bench.World.Diagnose(bench.Ada, bench.Visit, "the same fever again");
        var stranger = bench.World.NewVisit("Sam");
        bench.Hospital.Seal(bench.World.RegisterVisit(stranger, [bench.Ada]), second);
        bench.Hospital.Seal(bench.World.Diagnose(bench.Ada, stranger, "a fever of Sam's"));
        Assert.Equal([bench.Diagnosis.Id, second.Id], (await SearchAsync(Trapdoor("386661006"))).OrThrow());
    }

    [Fact]
    public async Task Capsules_in_a_block_that_the_hospital_did_not_seal_are_refused()
    {
        far.Change = capsules => capsules with { Diagnoses = [Spoil(capsules.Diagnoses[0], 60)] };
        Assert.Equal("PROOF_INVALID", (await SearchAsync(Trapdoor("386661006"))).Refusal?.Code);
    }

    [Fact]
    public async Task A_diagnosis_that_the_other_node_leaves_out_or_shows_twice_instead_is_missed()
    {
        bench.Hospital.Seal(bench.World.Diagnose(bench.Ada, bench.Visit, "the same fever again"));
        foreach (var change in (Func<VisitCapsules, VisitCapsules>[])[
            capsules => capsules with { Diagnoses = [capsules.Diagnoses[0]] },
            capsules => capsules with { Diagnoses = [capsules.Diagnoses[0], capsules.Diagnoses[0]] },
            capsules => capsules with { Diagnoses = [] }])
        {
            far.Change = change;
            Assert.Equal("SEARCH_INCOMPLETE", (await SearchAsync(Trapdoor("386661006"))).Refusal?.Code);
        }
    }

    [Fact]
    public async Task Another_chains_genesis_is_refused()
    {
        far.Change = capsules => capsules with { Genesis = bench.World.RegistryGenesis.ToBytes() };
        Assert.Equal("PROOF_INVALID", (await SearchAsync(Trapdoor("386661006"))).Refusal?.Code);
    }

    [Fact]
    public async Task A_record_of_another_visit_is_refused()
    {
        var stranger = bench.World.NewVisit("Sam");
        bench.Hospital.Seal(bench.World.RegisterVisit(stranger, [bench.Ada]));
        bench.Hospital.Seal(bench.World.Diagnose(bench.Ada, stranger, "a fever of Sam's"));
        var theirs = far.Find(new CapsuleQuestion(bench.Hospital.ChainId, stranger.Claim.Pid))!;
        far.Change = capsules => capsules with { Diagnoses = theirs.Diagnoses };
        Assert.Equal("PROOF_INVALID", (await SearchAsync(Trapdoor("386661006"))).Refusal?.Code);
    }

    [Fact]
    public async Task A_chain_without_a_hospital_in_the_registry_is_not_searched()
    {
        var answer = await DeskOf().SearchAsync(new CapsuleQuestion(Bytes32.Zero, bench.Visit.Claim.Pid), Trapdoor("386661006"), CancellationToken.None);
        Assert.Equal("CHAIN_UNKNOWN", answer.Refusal?.Code);
    }

    [Fact]
    public async Task Without_the_system_managers_node_there_is_no_answer()
    {
        far.Change = _ => null;
        Assert.Equal("CAPSULES_UNAVAILABLE", (await SearchAsync(Trapdoor("386661006"))).Refusal?.Code);
    }

    [Fact]
    public void Capsules_have_one_encoding()
    {
        var capsules = far.Find(new CapsuleQuestion(bench.Hospital.ChainId, bench.Visit.Claim.Pid))!;
        var bytes = capsules.ToBytes();
        Assert.Equal(bytes, VisitCapsules.Parse(bytes).OrThrow().ToBytes());
        Assert.False(VisitCapsules.Parse([.. bytes, 0]).Ok);
        Assert.False(VisitCapsules.Parse(bytes.AsSpan(..^1)).Ok);
    }

    [Fact]
    public void The_visits_index_follows_the_blocks_also_after_a_restart()
    {
        var index = new VisitIndex(bench.Store);
        string[] Kinds() => [.. index.RecordsOf(bench.Hospital, bench.Visit.Claim.Pid.Span, 100).Select(record => record.Kind)];
        Assert.Equal([RecordKinds.RegisterVisit, RecordKinds.Diagnosis], Kinds());
        var grant = bench.Consent();
        bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        bench.Restart();
        index = new VisitIndex(bench.Store);
        Assert.Equal([RecordKinds.RegisterVisit, RecordKinds.Diagnosis, RecordKinds.Grant, RecordKinds.Revoke], Kinds());
        Assert.Equal(Kinds(), Kinds());
        Assert.Equal([RecordKinds.RegisterVisit], index.RecordsOf(bench.Hospital, bench.Visit.Claim.Pid.Span, 1).Select(record => record.Kind).ToArray());
    }

    private static byte[] Spoil(ReadOnlyMemory<byte> bytes, int place)
    {
        var spoilt = bytes.ToArray();
        spoilt[place] ^= 1;
        return spoilt;
    }

    private L19Trapdoor Trapdoor(string code, SecretScalar? hospital = null)
    {
        using var symptom = Symptom.FromCode(World.SnomedSystem, code);
        return L19Trapdoor.Make(bench.Visit.Key, symptom, (hospital ?? secret).PublicKey());
    }

    private SearchDesk DeskOf()
    {
        var identity = new HospitalIdentity(Bytes32.Zero, testing.Signing, testing.Sealing, secret);
        var own = new TestLedgers(bench.Registry);
        return new SearchDesk(identity, own, new CapsuleLibrary(own, new VisitIndex(bench.Store)), far);
    }

    private Task<Parsed<Bytes32[]>> SearchAsync(L19Trapdoor trapdoor) =>
        DeskOf().SearchAsync(new CapsuleQuestion(bench.Hospital.ChainId, bench.Visit.Claim.Pid), trapdoor, CancellationToken.None);

    /// <summary>The system manager's library, and what a liar on the way would make of it.</summary>
    private sealed class FarLibrary(CapsuleLibrary library) : ICapsuleSource
    {
        public Func<VisitCapsules, VisitCapsules?> Change { get; set; } = capsules => capsules;

        public VisitCapsules? Find(CapsuleQuestion question) => library.Find(question);

        public Task<VisitCapsules?> AskAsync(CapsuleQuestion question, CancellationToken cancellation) =>
            Task.FromResult(library.Find(question) is { } found ? Change(found) : null);
    }
}
