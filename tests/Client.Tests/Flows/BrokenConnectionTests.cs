using System.Security.Cryptography;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Client.Transfers;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Connections break; nothing is sealed twice, nothing half done stays, and what was begun goes on.</summary>
public sealed class BrokenConnectionTests
{
    private static readonly FhirCoding Asthma = new(FhirCoding.SnomedCt, Fixtures.AsthmaCode, null);

    [Fact]
    public async Task A_broken_download_goes_on_where_it_stopped()
    {
        using var journey = await Journey.ToDiagnosisAsync(RandomNumberGenerator.GetBytes(300_000));
        journey.Network.CloudStore.BreakDownloads = 2;

        var opened = await new OwnRecordReader(journey.PatientSession).ReadAsync(journey.Visit, journey.RecordId, journey.Patient.FileFor("own.bin"), default);

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(opened.Path, TestContext.Current.CancellationToken));
        Assert.Contains("Range: bytes=150", RangesOf(journey), StringComparison.Ordinal);
        Assert.Single(AccessesTo(journey, journey.Network.CloudStore));
    }

    [Fact]
    public async Task A_reader_that_was_killed_goes_on_with_what_it_has()
    {
        using var journey = await Journey.ToDiagnosisAsync(RandomNumberGenerator.GetBytes(300_000));
        var target = journey.Patient.FileFor("own.bin");
        var part = journey.PatientSession.Folder.PathOf(Path.Combine("inbox", HashOf(journey) + ".sealed.part"));
        await File.WriteAllBytesAsync(part, Assert.Single(journey.Network.CloudStore.Stored)[..200_000], TestContext.Current.CancellationToken);

        await new OwnRecordReader(journey.PatientSession).ReadAsync(journey.Visit, journey.RecordId, target, default);

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken));
        Assert.Contains("Range: bytes=200000-", RangesOf(journey), StringComparison.Ordinal);
        Assert.DoesNotContain("Range: bytes=0-", RangesOf(journey), StringComparison.Ordinal);
        Assert.False(File.Exists(part));
    }

    [Fact]
    public async Task What_an_earlier_try_left_damaged_is_thrown_away_and_never_named()
    {
        using var journey = await Journey.ToDiagnosisAsync(RandomNumberGenerator.GetBytes(300_000));
        var target = journey.Patient.FileFor("own.bin");
        var part = journey.PatientSession.Folder.PathOf(Path.Combine("inbox", HashOf(journey) + ".sealed.part"));
        await File.WriteAllBytesAsync(part, new byte[200_000], TestContext.Current.CancellationToken);
        var reader = new OwnRecordReader(journey.PatientSession);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => reader.ReadAsync(journey.Visit, journey.RecordId, target, default));

        Assert.Equal("CONTENT_MISMATCH", refused.Refusal.Code);
        Assert.False(File.Exists(part) || File.Exists(target));
        await reader.ReadAsync(journey.Visit, journey.RecordId, target, default);
        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_started_anew_is_asked_again_and_that_is_an_access_of_its_own()
    {
        using var journey = await Journey.ToDiagnosisAsync(RandomNumberGenerator.GetBytes(300_000));
        journey.Network.CloudStore.ForgetTickets = 1;

        var opened = await new OwnRecordReader(journey.PatientSession).ReadAsync(journey.Visit, journey.RecordId, journey.Patient.FileFor("own.bin"), default);

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(opened.Path, TestContext.Current.CancellationToken));
        Assert.Equal(2, AccessesTo(journey, journey.Network.CloudStore).Count());
    }

    [Fact]
    public async Task A_long_content_comes_in_ranges_under_one_access()
    {
        using var journey = await Journey.ToDiagnosisAsync(RandomNumberGenerator.GetBytes(ContentDownload.RangeBytes + 1_000));

        await new OwnRecordReader(journey.PatientSession).ReadAsync(journey.Visit, journey.RecordId, journey.Patient.FileFor("own.bin"), default);

        Assert.Contains($"Range: bytes=0-{ContentDownload.RangeBytes - 1}", RangesOf(journey), StringComparison.Ordinal);
        Assert.Contains($"Range: bytes={ContentDownload.RangeBytes}-", RangesOf(journey), StringComparison.Ordinal);
        Assert.Single(AccessesTo(journey, journey.Network.CloudStore));
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_it_stopped_with_the_same_ciphertext()
    {
        using var journey = await Journey.ToAssignmentAsync();
        journey.Network.CloudStore.BreakUploads = 2;
        var (writer, draft, assignment) = await BeginAsync(journey, RandomNumberGenerator.GetBytes(200_000));

        var status = await writer.FinishAsync(draft, assignment, TimeSpan.FromSeconds(5), default);

        Assert.Equal("in-block", status.Status);
        Assert.Equal(draft.ContentHash, new Crypto.Bytes32(SHA256.HashData(Assert.Single(journey.Network.CloudStore.Stored))));
        Assert.Empty(writer.Drafts());
    }

    [Fact]
    public async Task A_diagnosis_interrupted_before_its_upload_is_finished_from_its_draft()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var (writer, draft, assignment) = await BeginAsync(journey, Fixtures.Condition());
        journey.Network.Cloud.Unreachable = int.MaxValue;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => writer.FinishAsync(draft, assignment, TimeSpan.Zero, default));
        Assert.Equal("NODE_UNREACHABLE", refused.Refusal.Code);
        journey.Network.Cloud.Unreachable = 0;

        var kept = Assert.Single(writer.Drafts());
        var status = await writer.FinishAsync(kept, assignment, TimeSpan.FromSeconds(5), default);

        Assert.Equal("in-block", status.Status);
        Assert.Equal(draft.ContentHash, kept.ContentHash);
    }

    [Fact]
    public async Task A_file_begun_and_not_finished_is_not_diagnosed_a_second_time()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var (writer, draft, assignment) = await BeginAsync(journey, Fixtures.Condition());

        var refused = await Assert.ThrowsAsync<RefusedException>(() => BeginAsync(journey, Fixtures.Condition()));

        Assert.Equal("DIAGNOSIS_UNFINISHED", refused.Refusal.Code);
        Assert.Equal(draft.ContentHash, Assert.Single(writer.Drafts()).ContentHash);
        await writer.FinishAsync(draft, assignment, TimeSpan.FromSeconds(5), default);
        await BeginAsync(journey, Fixtures.Condition()); // what is finished may be said again
    }

    [Fact]
    public async Task A_record_submitted_twice_is_the_same_record()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var (writer, draft, assignment) = await BeginAsync(journey, Fixtures.Condition());
        var first = await writer.FinishAsync(draft, assignment, TimeSpan.FromSeconds(5), default);
        var record = journey.Network.ChainA.Find(first.RecordId)!;
        var height = journey.Network.ChainA.State.Head.Height;

        var again = await new Records.RecordSubmission(journey.SessionA).SubmitAsync(record, journey.SessionA.OwnIdentity(), TimeSpan.FromSeconds(5), default);

        Assert.Equal(first.RecordId, again.RecordId);
        Assert.Equal(height, journey.Network.ChainA.State.Head.Height);
    }

    [Fact]
    public async Task A_safe_call_is_repeated_with_growing_waits_until_the_node_answers()
    {
        using var journey = await Journey.BeginAsync();
        var before = journey.Network.Clock.Waited;
        journey.Network.NodeA.Unreachable = 3;

        await new AssignmentInbox(journey.SessionA).ReceiveAsync(default);

        Assert.InRange(journey.Network.Clock.Waited - before, TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(2100));
    }

    [Fact]
    public async Task A_node_that_never_answers_is_given_up_and_named()
    {
        using var journey = await Journey.BeginAsync();
        journey.Network.NodeA.Unreachable = int.MaxValue;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => new AssignmentInbox(journey.SessionA).ReceiveAsync(default));

        Assert.Equal("NODE_UNREACHABLE", refused.Refusal.Code);
        Assert.Contains("a.test", refused.Refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_whose_half_did_not_reach_the_proxy_is_finished_later()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        await journey.RequestAsync();
        await new OfferInbox(journey.PatientSession).ReceiveAsync(journey.Visit, default);
        var desk = new ConsentDesk(journey.PatientSession);
        var offer = await desk.ReviewAsync(journey.Visit, journey.Share.ShareId, default);
        journey.Network.ManagerNode.Unreachable = int.MaxValue;
        await Assert.ThrowsAsync<RefusedException>(() => desk.ConsentAsync(journey.Visit, offer, TimeSpan.Zero, default));
        journey.Network.ManagerNode.Unreachable = 0;

        var begun = Assert.Single(desk.List());
        Assert.False(begun.ConsentSent);
        var (finished, _) = await desk.ResumeAsync(journey.Visit, begun, TimeSpan.Zero, default);

        Assert.True(finished.ConsentSent);
        Assert.True(File.Exists(await journey.FetchAsync("late.json")));
    }

    [Fact]
    public async Task An_output_file_is_never_overwritten()
    {
        using var journey = await Journey.ToConsentAsync();
        var file = await journey.FetchAsync("once.json");
        var written = File.GetLastWriteTimeUtc(file);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => journey.FetchAsync("once.json"));

        Assert.Equal("FILE_EXISTS", refused.Refusal.Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    private static string RangesOf(Journey journey) => string.Join('\n', journey.Network.Sent
        .Select(bytes => System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 2_000)))).Where(text => text.Contains("Range: bytes=", StringComparison.Ordinal)));

    private static Crypto.Bytes32 HashOf(Journey journey) => new(SHA256.HashData(Assert.Single(journey.Network.CloudStore.Stored)));

    /// <summary>The access records that the store wrote.</summary>
    private static IEnumerable<Record> AccessesTo(Journey journey, TestContent store) => journey.Network.ChainA.Blocks
        .SelectMany(block => block.Records).Where(record => record.Body is Access && record.Author == store.Key);

    private static async Task<(DiagnosisWriter Writer, DiagnosisDraft Draft, Protocol.Flows.DoctorAssignment Assignment)> BeginAsync(Journey journey, byte[] content)
    {
        var file = journey.DoctorA.FileFor("content");
        await File.WriteAllBytesAsync(file, content);
        var writer = new DiagnosisWriter(journey.SessionA);
        var assignment = new AssignmentInbox(journey.SessionA).Find(null);
        return (writer, await writer.BeginAsync(assignment, file, Asthma, "application/octet-stream", default), assignment);
    }
}
