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
        Assert.Equal(("NOT_YOUR_TURN", default), Asked(bea));
        bench.Hospital.Seal(steps[1]);
        Assert.Equal((null, ContextOf(steps)), Asked(bea));
        Assert.Equal(("NOT_YOUR_TURN", default), Asked(bench.Ada));
        Assert.Equal(("DOCTOR_NOT_ASSIGNED", default), Asked(bench.Chen));
        Assert.Equal(("TEAM_UNKNOWN", default), Asked(bea, sid: Sha256));
        Assert.Equal(("CHAIN_UNKNOWN", default), Asked(bea, chainId: Sha256));
        bench.Hospital.Seal(work.Diagnose(steps));
        Assert.Equal(("TEAM_FINISHED", default), Asked(bea));
    }

    [Fact]
    public void No_other_kind_of_receipt_serves_a_teams_diagnosis()
    {
        var steps = work.AllSteps();
        bench.Hospital.Seal([.. steps]);
        var (pid, visitKey) = (Convert.ToHexString(visit.Claim.Pid.Span), Convert.ToHexString(visit.Claim.VisitKey.Span));
        ReceiptRequest[] asked =
        [
            new(bench.Hospital.ChainId, "diagnosis", pid, visitKey),
            new(bench.Hospital.ChainId, "document", FolderKey: Convert.ToHexString(new byte[P21PublicKey.Size])),
        ];
        Assert.All(asked, request =>
        {
            Assert.Null(request.Session);
            Assert.NotEqual(ContextOf(steps), Assert.NotNull(request.ContextOf(bea.Key, Sha256)));
        });
        Assert.Null(new ReceiptRequest(bench.Hospital.ChainId, "team-diagnosis", pid, visitKey).ContextOf(bea.Key, Sha256)); // only by its session
    }

    [Fact]
    public void Expelled_between_signing_and_sealing_the_earlier_doctors_signature_stays_and_the_last_doctors_confirmation_does_not()
    {
        var steps = work.AllSteps();
        bench.Hospital.Seal([.. steps]);
        Expel(bench.Ada);
        Assert.Equal((null, ContextOf(steps)), Asked(bea));
        Expel(bea);
        Assert.Equal(("AUTHOR_EXPELLED", default), Asked(bea));
    }

    [Fact]
    public void What_a_team_signed_with_a_doctor_expelled_later_is_sealed_and_read()
    {
        var steps = work.AllSteps();
        bench.Hospital.Seal([.. steps]);
        Expel(bench.Ada);
        var record = work.Diagnose(steps);
        bench.Hospital.Seal(record);
        Assert.Equal(record.Id, TeamProgress.Of(bench.Hospital.State.Entries, work.Sid)!.Team.DiagnosisId);
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

    /// <summary>Rejected records until the credit is gone.</summary>
    private void Expel(Party doctor)
    {
        for (var i = 0; bench.Hospital.State.Entries.IsDoctorInGoodStanding(doctor.Key); i++)
        {
            var other = (Diagnosis)bench.World.Diagnose(doctor, visit, $"other {i}").Body;
            var bad = bench.World.Diagnose(doctor, visit, $"bad {i}", spoil: parts => parts with { Capsule = other.Capsule.ToArray() });
            bench.Hospital.Seal(Record.Sign(bench.Hospital.ChainId, bench.Now, new Rejection { Refused = bad, Code = "CAPSULE_INVALID" }, bench.World.Hospital.Signing));
        }
    }

    private TeamView ViewAt(ulong nowMillis) => TeamView.Of(
        TeamProgress.Of(bench.Hospital.State.Entries, work.Sid)!, nowMillis, bench.World.HospitalGenesis.Parameters.GraceMillis);

    private Bytes32 ContextOf(IReadOnlyList<Record> steps) => RecordContext.ForTeam(
        bench.Hospital.ChainId, bea.Key, visit.Claim.Pid.Span, visit.Claim.VisitKey.Span, Sha256, work.Sid, [.. steps.Select(step => ((TeamStep)step.Body).Commitment)]);

    private (string? Code, Bytes32 Context) Asked(Party caller, Bytes32? sid = null, Bytes32? chainId = null)
    {
        var doctor = new Caller(bench.Hospital.ChainId, caller.Key, KeyRole.Doctor);
        var refusal = TeamReceipts.Check(bench.Ledgers, doctor, chainId ?? bench.Hospital.ChainId, sid ?? work.Sid, Sha256, out var context);
        return (refusal?.Code, context);
    }
}
