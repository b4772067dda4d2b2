using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Node.Api;
using HospitalChain.Node.Content;
using HospitalChain.Node.Login;
using HospitalChain.Node.Services;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A team's records at the node: progress, the cloud's confirmation, re-encryption (chain.md §4.2, crypto.md §6).</summary>
public sealed class TeamAccessTests : IDisposable
{
    private static readonly Bytes32 Sha256 = new(SHA256.HashData("sealed team content"u8));
    private readonly ProxyBench bench = new();
    private readonly Party bea;
    private readonly Visit visit;
    private readonly TeamWork work;

    public TeamAccessTests()
    {
        bea = bench.World.Doctor("Bea");
        visit = bench.World.NewVisit("Tam");
        bench.Hospital.Seal(bench.World.EnrolDoctor(bea));
        bench.Hospital.Seal(bench.World.RegisterVisit(visit, [bench.Ada, bea]));
        work = new TeamWork(bench.World, visit, [bench.Ada, bea], bench.Now);
        bench.Hospital.Seal(work.Open(bench.Now));
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Progress_says_who_signed_who_is_next_and_when_all_is_over()
    {
        bench.Hospital.Seal(work.Step(1, []));
        var running = ViewAt(bench.Now);
        Assert.Equal(("signing", 2u, bea.Key), (running.Stage, running.NextPlace, running.NextDoctor));
        Assert.Equal(("signed", "next"), (running.Steps[0].Status, running.Steps[1].Status));
        Assert.Equal((2 * TeamWork.StepMillis) - 1_000, ViewAt(work.Opening.StartMillis + 1_000).MillisLeft);

        var late = ViewAt(running.Steps[1].DueMillis + bench.World.HospitalGenesis.Parameters.GraceMillis + 1);
        Assert.Equal(("over", "late"), (late.Stage, late.Steps[1].Status));
    }

    [Fact]
    public void The_store_confirms_only_the_last_doctors_own_content_once_all_have_signed()
    {
        var steps = work.AllSteps();
        bench.Hospital.Seal(steps[0]);
        Assert.Equal("NOT_YOUR_TURN", CodeOf(bea, ContextOf(steps)));
        bench.Hospital.Seal(steps[1]);
        Assert.Null(CodeOf(bea, ContextOf(steps)));
        Assert.Equal("NOT_YOUR_TURN", CodeOf(bench.Ada, ContextOf(steps)));
        Assert.Equal("TEAM_MISMATCH", CodeOf(bea, new Bytes32(SHA256.HashData("another record"u8))));
        Assert.Equal("TEAM_UNKNOWN", CodeOf(bea, ContextOf(steps), Sha256));
    }

    [Fact]
    public async Task A_consented_read_gives_a_teams_record_under_the_readers_key()
    {
        var steps = work.AllSteps();
        bench.Hospital.Seal([.. steps]);
        var record = work.Diagnose(steps);
        bench.Hospital.Seal(record);
        var grant = bench.World.Grant(visit, bench.Chen, record.Id, 0, bench.Now + 3_600_000, bench.Now);
        bench.Hospital.Seal(grant);
        var (doctor, patient) = bench.Halves(grant, visit: visit);
        Assert.Null(bench.Keeper.Take(doctor));
        Assert.Null(bench.Keeper.Take(patient));
        bench.Keeper.Settle();

        var delivery = (await bench.AskAsync(bench.Request(grant, recordId: record.Id))).OrThrow();

        var body = (TeamDiagnosis)record.Body;
        using var delegation = bench.Chen.Keys.Delegation(0);
        var context = body.ContextOf(record.ChainId, record.Author, visit.Claim.VisitKey.Span);
        Assert.True(Bc22Capsule.TryDecode(delivery.Capsule.Span, out var capsule));
        Assert.True(Bc22Verifier.TryVerify(delegation.PublicKey(), capsule, context.ToArray(), out var verified));
        var key = new byte[Bc22Encryption.KeySize];
        Assert.True(Bc22Encryption.TryDecrypt(delegation, verified, key));
        Assert.Equal(Sha256.ToArray(), key);
        Assert.True(Bc22Trapdoor.Test(delegation, verified, Bc22Trapdoor.Make(visit.Key, visit.Alpha)));
    }

    private TeamView ViewAt(ulong nowMillis) => TeamView.Of(
        TeamProgress.Of(bench.Hospital.State.Entries, work.Sid)!, nowMillis, bench.World.HospitalGenesis.Parameters.GraceMillis);

    private Bytes32 ContextOf(IReadOnlyList<Record> steps) => RecordContext.ForTeam(
        bench.Hospital.ChainId, bea.Key, visit.Claim.Pid.Span, visit.Claim.VisitKey.Span, Sha256, work.Sid, [.. steps.Select(step => ((TeamStep)step.Body).Commitment)]);

    private string? CodeOf(Party caller, Bytes32 context, Bytes32? sid = null) => TeamReceipts.Check(
        bench.Ledgers, new Caller(bench.Hospital.ChainId, caller.Key, KeyRole.Doctor), new ReceiptRequest(bench.Hospital.ChainId, context, sid ?? work.Sid), Sha256)?.Code;
}
