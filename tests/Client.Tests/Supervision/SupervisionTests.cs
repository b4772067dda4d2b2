using HospitalChain.Client.Api;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Supervision;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Client.Tests.Supervision;

/// <summary>A client holds its hospital to what it signed: promises are durable, broken ones are reported, credit is proven.</summary>
public sealed class SupervisionTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_broken_promise_is_reported_by_the_doctors_client_itself()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var network = journey.Network;
        network.ChainA.KeepsOut = true;
        var kept = await PromiseToDoctorAsync(journey);
        using (var again = network.Session(journey.DoctorA, ProfileRole.Doctor, network.ChainA.Genesis.ChainId))
        {
            Assert.Contains(again.Promises.Open(), promise => promise.RecordId == kept); // durable: another session has it
        }

        network.Clock.Advance(TimeSpan.FromMilliseconds(network.ChainA.Genesis.Parameters.PromiseWaitMillis + 1000.0));
        network.ChainA.KeepsOut = false;
        await PromiseToDoctorAsync(journey); // any next submission settles older promises in passing

        var report = network.Registry.Blocks.SelectMany(block => block.Records).Single(record => record.Body is Report);
        var evidence = Assert.IsType<BrokenPromiseEvidence>(((Report)report.Body).Evidence.Value);
        Assert.Equal((kept, journey.DoctorA.Key), (evidence.Promise.RecordId, report.Author));
        Assert.DoesNotContain(journey.SessionA.Promises.Open(), promise => promise.RecordId == kept);
        Assert.Equal(CaseStage.Proven, network.Registry.State.Entries.Case(report.Id)!.Stage);
    }

    [Fact]
    public async Task A_patients_client_hands_the_evidence_over_and_its_key_stays_off_the_registry()
    {
        using var journey = await Journey.ToConsentAsync();
        var network = journey.Network;
        network.ChainA.KeepsOut = true;
        var visits = new PatientVisits(journey.PatientSession);
        var identity = visits.IdentityOf(journey.Visit);
        var revoke = Record.Sign(journey.Visit.ChainId, network.Clock.NowMillis, new Revoke { GrantId = journey.Grant.GrantId }, identity.Key);
        await new RecordSubmission(journey.PatientSession).SubmitAsync(revoke, identity, TimeSpan.Zero, default);
        network.Clock.Advance(TimeSpan.FromMilliseconds(network.ChainA.Genesis.Parameters.PromiseWaitMillis + 1000.0));

        var broken = Assert.Single(await journey.PatientSession.Promises.SettleAsync(identity, default));

        Assert.Equal((revoke.Id, journey.Visit.ChainId), (broken.RecordId, broken.ChainId));
        Assert.Null(Assert.Single(network.ManagerNode.Evidence).Refuses());
        Assert.DoesNotContain(network.Registry.Blocks.SelectMany(block => block.Records), record => record.Body is Report);
    }

    [Fact]
    public async Task A_promise_that_was_kept_is_forgotten_and_one_before_its_deadline_waits()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        Assert.NotEmpty(journey.SessionA.Promises.Open());
        Assert.Empty(await journey.SessionA.Promises.SettleAsync(journey.SessionA.OwnIdentity(), default));
        Assert.NotEmpty(journey.SessionA.Promises.Open());
        journey.Network.Clock.Advance(TimeSpan.FromMilliseconds(journey.Network.ChainA.Genesis.Parameters.PromiseWaitMillis + 1000.0));
        Assert.Empty(await journey.SessionA.Promises.SettleAsync(journey.SessionA.OwnIdentity(), default));
        Assert.Empty(journey.SessionA.Promises.Open());
    }

    [Fact]
    public async Task A_node_that_does_not_answer_stops_neither_the_party_nor_the_promise()
    {
        using var journey = await Journey.ToAssignmentAsync();
        journey.Network.ChainA.KeepsOut = true;
        var kept = await PromiseToDoctorAsync(journey);
        journey.Network.Clock.Advance(TimeSpan.FromMilliseconds(journey.Network.ChainA.Genesis.Parameters.PromiseWaitMillis + 1000.0));
        journey.Network.NodeA.UnreachableAt = "/head";
        await PromiseToDoctorAsync(journey);
        Assert.Contains(journey.SessionA.Promises.Open(), promise => promise.RecordId == kept);
    }

    [Fact]
    public async Task Promises_that_cannot_be_looked_at_hold_up_no_other()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var (keeper, elsewhere) = (journey.SessionA.Promises, journey.Network.ChainB.Genesis.ChainId);
        journey.Network.ManagerNode.UnreachableAt = $"{elsewhere}/genesis";
        for (byte i = 0; i < 40; i++)
        {
            keeper.Keep(new Promise(elsewhere, new Bytes32([0, i, .. new byte[30]]), 1, 2, default));
        }

        journey.Network.ChainA.KeepsOut = true;
        var kept = await PromiseToDoctorAsync(journey);
        journey.Network.Clock.Advance(TimeSpan.FromMilliseconds(journey.Network.ChainA.Genesis.Parameters.PromiseWaitMillis + 1000.0));
        var found = new List<BrokenPromise>();
        for (var round = 0; round < 2; round++)
        {
            try
            {
                found.AddRange(await keeper.SettleAsync(journey.SessionA.OwnIdentity(), default));
            }
            catch (RefusedException)
            {
                Assert.True(round == 0 || found.Count > 0); // only those that nobody answers for were looked at
            }
        }

        Assert.Contains(found, broken => broken.RecordId == kept);
    }

    [Fact]
    public async Task A_doctor_disputes_a_refusal_of_evidence_with_a_proof_that_stands_alone()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var refused = await RefusedAsync(journey);
        var identity = journey.SessionA.OwnIdentity();
        var reporting = new Reporting(journey.SessionA);
        var dispute = await reporting.DisputeAsync(journey.Visit.ChainId, refused.Id, identity, default);
        Assert.Null(dispute.Refuses());

        var report = await reporting.ReportAsync(dispute, identity, Wait, default);

        Assert.Equal(CaseStage.Disputed, journey.Network.Registry.State.Entries.Case(report!.Value)!.Stage);
        Assert.Equal(report, await reporting.ReportAsync(dispute, identity, Wait, default)); // known: named, not repeated
        var wrong = await Assert.ThrowsAsync<RefusedException>(() => reporting.DisputeAsync(journey.Visit.ChainId, journey.RecordId, identity, default));
        Assert.Equal("RECORD_UNKNOWN", wrong.Refusal.Code);
    }

    [Fact]
    public async Task Credit_is_proven_with_each_change_and_an_invented_change_is_found_out()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var refused = await RefusedAsync(journey);
        var rejection = journey.Network.ChainA.Blocks[^1].Records[0];
        var identity = journey.SessionA.OwnIdentity();
        var change = new CreditChange(
            journey.Network.ChainA.State.Head.Height, 1, rejection.Id, "rejection", refused.Id, rejection.Id, "EVIDENCE_MISMATCH", "crypto.md §5", -20, 80);
        journey.Network.NodeA.CreditChanges = [change];
        var book = new CreditBook(journey.SessionA);
        var (credit, changes, complete) = await book.ReadAsync(journey.Visit.ChainId, journey.DoctorA.Key, identity, default);
        Assert.Equal((80u, true), (credit.Points, complete));
        Assert.Equal(change, Assert.Single(changes));

        journey.Network.NodeA.CreditChanges = [];
        Assert.False((await book.ReadAsync(journey.Visit.ChainId, journey.DoctorA.Key, identity, default)).IsComplete);
        CreditChange[][] invented =
        [
            [change with { CaseId = journey.RecordId }],
            [change with { Points = -10, After = 90 }],
            [change with { Code = "CAPSULE_INVALID" }],
            [change with { After = 70 }],
            [change with { Kind = "sanction" }],
            [change with { Rule = "chain.md §3" }],
            [change with { EvidenceId = journey.RecordId }],
            [change, change with { After = 60 }],
        ];
        foreach (var list in invented)
        {
            journey.Network.NodeA.CreditChanges = list;
            var wrong = await Assert.ThrowsAsync<RefusedException>(() => book.ReadAsync(journey.Visit.ChainId, journey.DoctorA.Key, identity, default));
            Assert.Equal("PROOF_INVALID", wrong.Refusal.Code);
        }

        journey.Network.NodeA.CreditChanges = [change];
        var other = await journey.Network.EnrolDoctorAsync("another", journey.Network.ChainA);
        var foreign = await Assert.ThrowsAsync<RefusedException>(() => book.ReadAsync(journey.Visit.ChainId, other.Key, identity, default));
        Assert.Equal("PROOF_INVALID", foreign.Refusal.Code); // true, and another party's
    }

    [Fact]
    public async Task A_doctor_appeals_and_the_hospital_answers()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var refused = await RefusedAsync(journey);
        using var hospital = journey.Network.SessionOfHospital(journey.Network.HospitalA);
        await new CreditBook(journey.SessionA).AppealAsync(journey.Visit.ChainId, refused.Id, default, journey.SessionA.OwnIdentity(), Wait, default);
        await new CreditBook(hospital).RestoreAsync(journey.Visit.ChainId, refused.Id, 20, hospital.OwnIdentity(), Wait, default);
        Assert.Equal(100u, journey.Network.ChainA.State.Entries.Credit(journey.DoctorA.Key)?.Points);
        var twice = await Assert.ThrowsAsync<RefusedException>(
            () => new CreditBook(journey.SessionA).AppealAsync(journey.Visit.ChainId, refused.Id, journey.RecordId, journey.SessionA.OwnIdentity(), Wait, default));
        Assert.Equal("CASE_STAGE_WRONG", twice.Refusal.Code);
    }

    /// <summary>A diagnosis of the doctor's with another tag, refused by the hospital in a block.</summary>
    private static async Task<Record> RefusedAsync(Journey journey)
    {
        var good = (Diagnosis)(await journey.StoreDiagnosisAsync("refused.json")).Body;
        var bad = new Diagnosis
        {
            HospitalPid = good.HospitalPid,
            Pid = good.Pid,
            Capsule = good.Capsule,
            SealedEvidence = good.SealedEvidence,
            EvidenceTag = Bytes32.Zero,
            Content = good.Content,
        };
        using var doctor = journey.DoctorA.Keys.Signing(0);
        using var hospital = journey.Network.HospitalA.Keys.Signing(0);
        var refused = Record.Sign(journey.Visit.ChainId, journey.Network.Clock.NowMillis, bad, doctor);
        var rejection = Record.Sign(journey.Visit.ChainId, journey.Network.Clock.NowMillis, new Rejection { Refused = refused, Code = "EVIDENCE_MISMATCH" }, hospital);
        Assert.Null(journey.Network.ChainA.Apply(rejection));
        return refused;
    }

    /// <summary>The doctor submits something that the hospital promises.</summary>
    private static async Task<Bytes32> PromiseToDoctorAsync(Journey journey)
    {
        var identity = journey.SessionA.OwnIdentity();
        var body = new Appeal { CaseId = new Bytes32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), StatementHash = default };
        var record = Record.Sign(journey.Visit.ChainId, journey.Network.Clock.NowMillis, body, identity.Key);
        try
        {
            await new RecordSubmission(journey.SessionA).SubmitAsync(record, identity, TimeSpan.Zero, default);
        }
        catch (RefusedException refused)
        {
            Assert.Equal("CASE_UNKNOWN", refused.Refusal.Code); // an honest hospital refuses it
        }

        return record.Id;
    }
}
