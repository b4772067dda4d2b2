using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Records;
using HospitalChain.Client.Teams;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Doctors of a team who hand on what does not hold, or seal what nobody signed.</summary>
public sealed class TeamCheatTests : IAsyncLifetime
{
    private TeamScene scene = null!;

    public async ValueTask InitializeAsync()
    {
        scene = await TeamScene.StartAsync();
        await scene.AgreeAsync();
    }

    public ValueTask DisposeAsync()
    {
        scene.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_bad_signature_is_asked_for_again_and_the_session_goes_on_with_the_next_one()
    {
        await scene.SignAsync(0);
        SpoilTheHandOver();
        Assert.Equal("NOT_YOUR_TURN", await CodeOfAsync(() => scene.SignAsync(1)));
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        var again = await new DoctorTeams(scene.Team[0]).SignAsync(scene.Sid, null, TeamScene.Wait, default);
        Assert.Equal((2u, 2u), (again.NextPlace, again.Steps[0]!.Attempt));
        await scene.SignAsync(1);
        await scene.SignAsync(2);
        var status = await new TeamFinisher(scene.Team[2]).FinishAsync(scene.Sid, TeamScene.Wait, default);
        scene.AssertParts(await new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, status.RecordId, scene.FolderOf("own"), default));
    }

    [Fact]
    public async Task Asked_N_times_a_bad_signature_ends_the_doctors_session_with_its_code()
    {
        await scene.SignAsync(0);
        SpoilTheHandOver();
        Assert.Equal("NOT_YOUR_TURN", await CodeOfAsync(() => scene.SignAsync(1)));
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        await new DoctorTeams(scene.Team[0]).SignAsync(scene.Sid, null, TeamScene.Wait, default);
        SpoilTheHandOver();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.SignAsync(1));
        Assert.Equal("TEAM_EXPIRED", refused.Refusal.Code);
        Assert.Contains("RESIGN_LIMIT", refused.Refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_who_signs_again_takes_the_place_back_from_all_who_follow()
    {
        await scene.SignAsync(0);
        await scene.SignAsync(1);
        SpoilNothingAskAgain();
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        var again = await new DoctorTeams(scene.Team[0]).SignAsync(scene.Sid, null, TeamScene.Wait, default);
        Assert.Equal(2u, again.NextPlace); // what place 2 signed was on the signature before
        Assert.False(again.Steps[1]!.Stands);
        Assert.Equal("NOT_YOUR_TURN", await CodeOfAsync(() => scene.SignAsync(2)));
        await scene.SignAsync(1);
        await scene.SignAsync(2);
        Assert.Equal(RecordStatus.InBlock, (await new TeamFinisher(scene.Team[2]).FinishAsync(scene.Sid, TeamScene.Wait, default)).Status);
    }

    /// <summary>Hospital, cloud and chain cannot see it: they never read. Patient and reader can, and nothing is written.</summary>
    [Theory]
    [InlineData("a colleague's part is another")]
    [InlineData("two parts change places")]
    [InlineData("a part is missing")]
    [InlineData("a part is added")]
    public async Task What_a_lying_last_doctor_seals_is_not_read_as_the_teams(string lie)
    {
        await scene.SignAllAsync();
        var recordId = await FinishLyingAsync(parts => lie switch
        {
            "a colleague's part is another" => [new TeamPart(parts[0].Salt, "nothing wrong"u8.ToArray()), .. parts.Skip(1)],
            "two parts change places" => [parts[1], parts[0], parts[2]],
            "a part is missing" => [.. parts.Take(2)],
            _ => [.. parts, parts[2]],
        });
        Assert.Equal("COMMITMENT_MISMATCH", await CodeOfAsync(() => new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, recordId, scene.FolderOf("own"), default)));
        Assert.False(Directory.Exists(scene.FolderOf("own")));
    }

    [Fact]
    public async Task A_reader_elsewhere_is_told_of_a_lying_last_doctor_too()
    {
        await scene.SignAllAsync();
        var recordId = await FinishLyingAsync(parts => [new TeamPart(parts[0].Salt, "nothing wrong"u8.ToArray()), .. parts.Skip(1)]);
        var share = await new ShareRequester(scene.Reader).RequestAsync(scene.Visit.ChainId, scene.Visit.Pid, recordId, "TREAT", TimeSpan.FromDays(1), default);
        Assert.Single((await new Client.Patients.OfferInbox(scene.Patient).ReceiveAsync(scene.Visit, default)).Taken);
        var desk = new Client.Patients.ConsentDesk(scene.Patient);
        await desk.ConsentAsync(scene.Visit, await desk.ReviewAsync(scene.Visit, share.ShareId, default), TeamScene.Wait, default);
        Assert.Equal("COMMITMENT_MISMATCH", await CodeOfAsync(() => new TeamReader(scene.Reader).ReadSharedAsync(share, null, scene.FolderOf("shared"), default)));
        Assert.False(Directory.Exists(scene.FolderOf("shared")));
    }

    private static async Task<string> CodeOfAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusal.Code;

    /// <summary>The first doctor hands on a step that anyone can read and nobody can verify: its R stands in the place of its Q.</summary>
    private void SpoilTheHandOver() => scene.Network.NodeA.ChangeMail(MailPurposes.HandOver, mail =>
    {
        var handOver = HandOver.Parse(mail.Open(scene.Team[1].OwnSealing(), MailPurposes.HandOver, scene.Network.Clock.NowMillis).OrThrow()).OrThrow();
        var step = (TeamStep)Record.Parse(handOver.Step.Span).OrThrow().Body;
        var r = step.Signature[..(OrderedMultisignature.Size / 2)].ToArray();
        var spoilt = new TeamStep
        {
            Sid = step.Sid, Previous = step.Previous, Place = step.Place, Attempt = step.Attempt, Commitment = step.Commitment, Signature = (byte[])[.. r, .. r],
        };
        var first = scene.Team[0].OwnIdentity().Key;
        return Mail(0, 1, MailPurposes.HandOver, new HandOver
        {
            ChainId = handOver.ChainId,
            Sid = handOver.Sid,
            Place = handOver.Place,
            Step = Record.Sign(handOver.ChainId, scene.Network.Clock.NowMillis, spoilt, first).Bytes,
            SealedDraft = handOver.SealedDraft,
        }.ToBytes());
    });

    /// <summary>The second doctor asks the first, who handed on well, to sign again.</summary>
    private void SpoilNothingAskAgain() => scene.Network.NodeA.Put(Mail(1, 0, MailPurposes.HandOverRequest, new HandOverRequest
    {
        ChainId = scene.Visit.ChainId, Sid = scene.Sid, Place = 1, SignAgain = true,
    }.ToBytes()));

    private SignedMail Mail(int from, int to, string purpose, byte[] content) => SignedMail.Write(
        new MailLetter(purpose, scene.Visit.ChainId, scene.Team[to].OwnIdentity().Key.PublicKey, new Bytes32(RandomNumberGenerator.GetBytes(32)), scene.Network.Clock.NowMillis + 60_000),
        scene.Team[from].OwnIdentity().Key,
        scene.Team[to].OwnSealing().PublicKey,
        content);

    /// <summary>Everything right but for what is sealed: an honest receipt, capsule and record over other words.</summary>
    private async Task<Bytes32> FinishLyingAsync(Func<IReadOnlyList<TeamPart>, TeamPart[]> lie)
    {
        var session = scene.Team[^1];
        var identity = session.OwnIdentity();
        var run = new TeamMailroom(session, identity).SigningRun(scene.Sid)!;
        var finish = TeamFinish.Check(run, await new TeamChain(session).ProgressAsync(identity.ChainId, scene.Sid, identity, default)).OrThrow();
        var visit = await session.Chains.VisitAsync(identity.ChainId, scene.Visit.Pid, identity, default);
        Assert.True(G1.TryDecode(visit!.VisitKey.Span, out var visitKey));

        var key = ContentEncryption.NewKey();
        var sealedContent = ContentEncryption.Seal(new TeamContent { Parts = lie(finish.Content.Parts) }.ToBytes(), key);
        var hash = new Bytes32(SHA256.HashData(sealedContent));
        var file = scene.FolderOf("lie");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, sealedContent);
        var context = finish.ContextOf(visit.VisitKey.Span, hash);
        var store = session.Connect(session.Settings.Stores[0], identity);
        var receipt = await ContentUpload.StoreAsync(store, file, hash, ReceiptOrder.ForTeam(identity.ChainId, scene.Sid), context, default);
        var content = new ContentReceipt
        {
            ContentHash = hash,
            SizeBytes = (ulong)receipt.SizeBytes,
            MediaType = TeamFinisher.MediaType,
            Store = receipt.Store,
            TimeMillis = receipt.TimeMillis,
            Signature = receipt.Signature,
        };
        var alpha = new AssignmentInbox(session).Find(null).Alpha;
        var record = finish.Compose(Bc22Encryption.Encrypt(visitKey, alpha.Span, key, context.ToArray()).Encoded.ToArray(), content, identity.Key, session.NowMillis);
        var status = await new RecordSubmission(session).SubmitAsync(record, identity, TeamScene.Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
        return record.Id;
    }
}
