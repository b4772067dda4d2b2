using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Tests.Rules;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>From the last signature to the reader, on a chain.</summary>
public sealed class TeamFinishTests
{
    private readonly SigningScene scene = new();
    private readonly HospitalLedger ledger = new();
    private readonly IReadOnlyList<SigningRun> runs;

    public TeamFinishTests()
    {
        runs = scene.All();
        var world = scene.Flow.World;
        ledger.With([.. scene.Flow.Doctors.Select(doctor => world.EnrolDoctor(doctor))])
            .With(world.RegisterVisit(scene.Flow.Visit, scene.Flow.Doctors))
            .With(scene.Flow.Team.Open());
    }

    private Party Last => scene.Flow.Doctors[^1];

    private byte[] VisitKey => scene.Flow.Visit.Claim.VisitKey.ToArray();

    [Fact]
    public void What_the_team_signed_reaches_the_patient_and_a_reader_can_tell()
    {
        var record = Finished();
        Assert.Null(ledger.CodeOf(record));
        ledger.With(record);
        var body = (TeamDiagnosis)record.Body;

        Assert.True(Bc22Capsule.TryDecode(body.Capsule.Span, out var capsule));
        var context = body.ContextOf(record.ChainId, record.Author, VisitKey);
        Assert.True(Bc22Verifier.TryVerify(scene.Flow.Visit.Key.PublicKey(), capsule, context.ToArray(), out var verified));
        var key = new byte[32];
        Assert.True(Bc22Encryption.TryDecrypt(scene.Flow.Visit.Key, verified, key));
        Assert.Equal(ContentKey, key);

        var plaintext = runs[^1].Content.ToBytes();
        Assert.True(TeamContent.Open(plaintext, body).Ok);
        Assert.Null(TeamContent.SignatureRefuses(body, ledger.State.Entries.Team(body.Sid)!));
    }

    [Fact]
    public void A_reader_notices_what_the_team_did_not_sign()
    {
        SignAll();
        var body = (TeamDiagnosis)Finished(signAll: false).Body;
        var parts = runs[^1].Content.Parts;
        Assert.Equal("COMMITMENT_MISMATCH", CodeOf(body, [parts[0], SigningScene.Part(1, "changed"), parts[2]]));
        Assert.Equal("COMMITMENT_MISMATCH", CodeOf(body, [parts[1], parts[0], parts[2]]));
        Assert.Equal("COMMITMENT_MISMATCH", CodeOf(body, [parts[0], parts[1]]));
        Assert.Equal("MALFORMED", TeamContent.Open([0xc0], body).Refusal?.Code);
        var team = ledger.State.Entries.Team(body.Sid)!;
        var later = new TeamEntry
        {
            Pid = team.Pid, Members = team.Members, StartMillis = team.StartMillis + 1, StepMillis = team.StepMillis, ResignMax = team.ResignMax, DiagnosisId = default,
        };
        Assert.Equal("TEAM_SIGNATURE_INVALID", TeamContent.SignatureRefuses(body, later)?.Code);
    }

    [Fact]
    public void Nobody_finishes_before_every_signature_stands_on_the_chain()
    {
        ledger.With(runs[0].Step!).With(runs[1].Step!);
        Assert.Equal("NOT_YOUR_TURN", TeamFinish.Check(runs[^1], Progress).Refusal?.Code);
        ledger.With(runs[2].Step!);
        Assert.True(TeamFinish.Check(runs[^1], Progress).Ok);
        Assert.Equal("NOT_YOUR_TURN", TeamFinish.Check(runs[1], Progress).Refusal?.Code);
    }

    [Fact]
    public void Nobody_finishes_with_a_list_that_the_chain_does_not_have()
    {
        SignAll();
        Assert.Equal("STEP_SUPERSEDED", TeamFinish.Check(Other(), Progress).Refusal?.Code);
    }

    [Fact]
    public void Nobody_finishes_twice()
    {
        ledger.With(Finished());
        Assert.Equal("TEAM_FINISHED", TeamFinish.Check(runs[^1], Progress).Refusal?.Code);
    }

    [Fact]
    public void The_hospitals_assignment_must_belong_to_the_session()
    {
        var assignment = Assignment(scene.Flow.Visit.Alpha, scene.Terms.Team.Pid);
        Assert.Null(scene.Terms.Contradicts(assignment, Last.Key));
        Assert.Equal("EVIDENCE_MISMATCH", scene.Terms.Contradicts(Assignment(new byte[32], scene.Terms.Team.Pid), Last.Key)?.Code);
        Assert.Equal("VISIT_UNKNOWN", scene.Terms.Contradicts(Assignment(scene.Flow.Visit.Alpha, new byte[145]), Last.Key)?.Code);
        Assert.Equal("DOCTOR_NOT_ASSIGNED", scene.Terms.Contradicts(assignment, scene.Flow.World.Hospital.Key)?.Code);
    }

    private static byte[] ContentKey => SHA256.HashData("content key"u8);

    private TeamProgress Progress => TeamProgress.Of(ledger.State.Entries, scene.Terms.Sid)!;

    /// <summary>A run in which the last doctor wrote something else than what is on the chain.</summary>
    private SigningRun Other()
    {
        var second = scene.Sign(scene.Take(scene.Await(1), 1, scene.First().Letter).Run, 1);
        return scene.Sign(scene.Take(scene.Await(2), 2, second.Letters[0]).Run, 2, SigningScene.Part(2, "other")).Run;
    }

    private void SignAll()
    {
        foreach (var run in runs)
        {
            ledger.With(run.Step!);
        }
    }

    private Record Finished(bool signAll = true)
    {
        if (signAll)
        {
            SignAll();
        }

        var finish = TeamFinish.Check(runs[^1], Progress).OrThrow();
        var contentHash = new Bytes32(SHA256.HashData("ciphertext"u8));
        var context = finish.ContextOf(VisitKey, contentHash);
        var capsule = Bc22Encryption.Encrypt(scene.Flow.Visit.Key.PublicKey(), scene.Flow.Visit.Alpha, ContentKey, context.ToArray());
        var chainId = scene.Terms.ChainId;
        var receipt = new ContentReceipt
        {
            ContentHash = contentHash,
            SizeBytes = 10,
            MediaType = "application/fhir+json",
            Store = scene.Flow.World.Cloud.Key,
            TimeMillis = SigningScene.Now,
            Signature = scene.Flow.World.Cloud.Signing.Sign(SignedMessage.Receipt(chainId, contentHash, 10, context, SigningScene.Now)),
        };
        return finish.Compose(capsule.Encoded.ToArray(), receipt, Last.Signing, SigningScene.Now);
    }

    private DoctorAssignment Assignment(byte[] alpha, ReadOnlyMemory<byte> pid) => new()
    {
        ChainId = scene.Terms.ChainId,
        HospitalPid = scene.Flow.World.HospitalPid,
        Pid = pid,
        Doctors = [.. scene.Flow.Doctors.Select(doctor => doctor.Key)],
        Id = scene.Flow.Visit.Id,
        Alpha = alpha,
    };

    private static string? CodeOf(TeamDiagnosis body, IReadOnlyList<TeamPart> parts) =>
        TeamContent.Open(new TeamContent { Parts = parts }.ToBytes(), body).Refusal?.Code;
}
