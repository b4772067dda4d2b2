using System.Security.Cryptography;
using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>What the hospital refuses before anyone else could, and what it leaves to the order in which everybody judges.</summary>
public sealed class EvidenceOrderTests : IDisposable
{
    private readonly ProxyBench bench = new();
    private readonly TeamWork work;
    private readonly IReadOnlyList<Record> steps;

    public EvidenceOrderTests()
    {
        var visit = bench.World.NewVisit("Tam");
        bench.Hospital.Seal(bench.World.RegisterVisit(visit, [bench.Ada, bench.Chen]));
        work = new TeamWork(bench.World, visit, [bench.Ada, bench.Chen], bench.Now);
        bench.Hospital.Seal(work.Open(bench.Now));
        steps = work.AllSteps();
        bench.Hospital.Seal(steps[0]);
        bench.Hospital.Seal(steps[1]);
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_record_that_is_wrong_in_two_ways_is_refused_for_the_reason_that_a_rejection_can_give()
    {
        var stranger = new Bytes32(SHA256.HashData("another record"u8));
        var body = (TeamDiagnosis)work.Diagnose(steps, parts => parts with { Context = stranger }).Body;
        var receipt = body.Content;
        var twice = work.Sign(
            new TeamDiagnosis
            {
                Sid = body.Sid,
                Pid = body.Pid,
                Steps = body.Steps,
                Signature = body.Signature,
                Capsule = body.Capsule,
                Content = new ContentReceipt
                {
                    ContentHash = receipt.ContentHash,
                    SizeBytes = receipt.SizeBytes,
                    MediaType = receipt.MediaType,
                    Store = receipt.Store,
                    TimeMillis = receipt.TimeMillis + 1,
                    Signature = receipt.Signature,
                },
            },
            bench.Chen);

        var code = (await JudgeAsync(twice, Refusals.CapsuleInvalid.With("seen with α"))).Refusal?.Code;

        Assert.Equal("RECEIPT_INVALID", code);
        Assert.True(Holds(twice, code), "nobody would follow the rejection, and the record would wait for ever");
    }

    [Fact]
    public async Task A_mismatch_of_evidence_goes_before_all_else()
    {
        var diagnosis = work.Diagnose(steps);
        Assert.Equal("EVIDENCE_MISMATCH", (await JudgeAsync(diagnosis, Refusals.EvidenceMismatch.With("Gt"))).Refusal?.Code);
        Assert.True(Holds(diagnosis, "EVIDENCE_MISMATCH"));
    }

    private JudgementContext Context => new(bench.World.HospitalGenesis, bench.Hospital.State.Entries, bench.World.Facts, bench.Now);

    private async Task<Parsed<VerifiedRecord>> JudgeAsync(Record record, Refusal seen)
    {
        using var pool = new VerificationPool(1);
        var inbox = new ChainInbox(new ChainHostOptions());
        await using var jobs = new VerificationJobs(pool, new OneAnswer(seen), inbox);
        jobs.StartIfAsked(new VerifyRecords(1, [RecordRules.Check(record, Context).OrThrow()], bench.Hospital.State));
        using var patience = Patience.Token();
        var done = Assert.IsType<ChainWork.JobDone>(await inbox.Reader.ReadAsync(patience.Token));
        return Assert.IsType<RecordsVerified>(done.Message).Results[0];
    }

    /// <summary>Whether everybody would follow the hospital's rejection of the record with this code.</summary>
    private bool Holds(Record refused, string? code)
    {
        var rejection = Record.Sign(refused.ChainId, bench.Now, new Rejection { Refused = refused, Code = code ?? string.Empty }, bench.World.Hospital.Signing);
        var task = RecordRules.Check(rejection, Context);
        return task.Ok && ObligationVerifier.Verify([task.Value], new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)))[0].Ok;
    }

    private sealed class OneAnswer(Refusal answer) : IEvidenceChecker
    {
        public Refusal? Check(Record record, Diagnosis diagnosis, VisitEntry visit) => answer;

        public Refusal? CheckTeam(Record record, VisitEntry visit) => answer;
    }
}
