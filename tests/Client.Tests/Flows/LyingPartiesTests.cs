using System.Security.Cryptography;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>A proxy, store or node that lies is found out, and nothing half verified is left under a name.</summary>
public sealed class LyingPartiesTests
{
    [Fact]
    public async Task A_capsule_that_the_proxy_changed_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.Proxy.Lie = delivery => With(delivery, capsule: OtherCapsule(journey));

        Assert.Equal("CAPSULE_CHANGED", await RefusedAsync(journey));
    }

    [Fact]
    public async Task A_capsule_re_encrypted_to_another_key_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        var body = (Diagnosis)journey.Network.ChainA.Find(journey.RecordId)!.Body;
        journey.Network.Proxy.Lie = delivery => With(delivery, capsule: body.Capsule.ToArray());

        Assert.Equal("CAPSULE_INVALID", await RefusedAsync(journey));
    }

    [Fact]
    public async Task Another_record_than_asked_for_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.Proxy.Lie = delivery => With(delivery, record: journey.Network.ChainA.Find(journey.Grant.GrantId)!.Bytes.ToArray());

        Assert.Equal("DELIVERY_MISMATCH", await RefusedAsync(journey));
    }

    [Fact]
    public async Task A_delivery_whose_access_nobody_promised_to_record_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.Proxy.Lie = delivery => With(delivery, promise: journey.Network.ChainB.PromiseOf(delivery.AccessId).ToBytes());

        Assert.Equal("PROMISE_INVALID", await RefusedAsync(journey));
    }

    [Fact]
    public async Task A_promise_without_the_chains_deadline_or_from_the_future_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        var chain = journey.Network.ChainA.Genesis;
        using var seal = journey.Network.HospitalA.Keys.Signing(0);
        foreach (var (late, longer) in new[] { (0UL, 1UL), (0UL, ulong.MaxValue / 2), (3_600_000UL, 0UL) })
        {
            journey.Network.Proxy.Lie = delivery =>
            {
                var good = journey.Network.ChainA.PromiseOf(delivery.AccessId);
                var (time, deadline) = (good.TimeMillis + late, good.DeadlineMillis + late + longer);
                var signature = seal.Sign(SignedMessage.Promise(chain.ChainId, delivery.AccessId, time, deadline));
                return With(delivery, promise: (good with { TimeMillis = time, DeadlineMillis = deadline, Signature = signature }).ToBytes());
            };
            Assert.Equal("PROMISE_INVALID", await RefusedAsync(journey));
        }
    }

    [Fact]
    public async Task Content_that_the_store_changed_is_refused()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.CloudStore.Lie = bytes =>
        {
            var changed = bytes.ToArray();
            changed[10] ^= 1;
            return changed;
        };

        Assert.Equal("CONTENT_MISMATCH", await RefusedAsync(journey));
    }

    [Fact]
    public async Task Content_that_goes_on_and_on_is_cut_off()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.CloudStore.Lie = bytes => [.. bytes, .. new byte[100_000]];
        journey.Network.CloudStore.Overlong = 100_000;

        Assert.Equal("CONTENT_MISMATCH", await RefusedAsync(journey));
    }

    [Fact]
    public async Task A_store_that_shows_no_promise_of_the_access_is_not_read_from()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.Network.CloudStore.LieOfPromise = _ => journey.Network.ChainB.PromiseOf(journey.RecordId).ToBytes();
        journey.Network.Sent.Clear();

        Assert.Equal("PROMISE_INVALID", await RefusedAsync(journey));
        Assert.DoesNotContain(journey.Network.Sent, bytes => bytes.AsSpan().IndexOf("Range: bytes="u8) >= 0);
    }

    [Fact]
    public async Task A_node_that_shows_another_key_gets_no_signature()
    {
        using var journey = await Journey.BeginAsync();
        journey.Network.NodeA.PretendedKey = journey.DoctorB.Key;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => new AssignmentInbox(journey.SessionA).ReceiveAsync(default));

        Assert.Equal("NODE_NOT_PINNED", refused.Refusal.Code);
        Assert.DoesNotContain(journey.Network.Sent, bytes => bytes.AsSpan().IndexOf("\"signature\""u8) >= 0 && bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(journey.DoctorA.Key.ToString())) >= 0);
    }

    [Fact]
    public async Task An_assignment_that_the_hospital_did_not_write_is_refused()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var forged = new DoctorAssignment
        {
            ChainId = journey.Visit.ChainId,
            HospitalPid = journey.Visit.Pid,
            Pid = journey.Visit.Pid,
            Doctors = [journey.DoctorA.Key],
            Id = "somebody",
            Alpha = Evidence.NewAlpha(),
        };
        var visits = new PatientVisits(journey.PatientSession);
        using var sealing = journey.DoctorA.Keys.Sealing(0);
        await visits.BoxOf(journey.Visit, visits.IdentityOf(journey.Visit)).SendAsync(
            journey.Network.NodeA.Address, MailPurposes.Assignment, journey.DoctorA.Key, sealing.PublicKey.Encoded.ToArray(), forged.ToBytes(), default);

        var round = await new AssignmentInbox(journey.SessionA).ReceiveAsync(default);

        Assert.Equal("AUTHOR_NOT_ALLOWED", Assert.Single(round.Refused).Refusal.Code);
        Assert.Equal(Journey.PatientId, Assert.Single(new AssignmentInbox(journey.SessionA).List()).Id);
    }

    [Fact]
    public async Task A_symptom_from_someone_who_is_no_doctor_of_the_visit_is_refused()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        using var notice = new SymptomNotice { ChainId = journey.Visit.ChainId, HospitalPid = journey.Visit.Pid, Pid = journey.Visit.Pid, Symptom = SecretScalar.Random() };
        var identity = journey.SessionB.OwnIdentity();
        using var sealing = journey.Patient.Keys.VisitSealing(journey.Visit.Index);
        using var signing = journey.Patient.Keys.VisitSigning(journey.Visit.Index);
        await new Letters.LetterBox(journey.SessionB, identity, journey.SessionB.OwnSealing()).SendAsync(
            journey.Network.ManagerNode.Address, MailPurposes.Symptom, signing.PublicKey, sealing.PublicKey.Encoded.ToArray(), notice.ToBytes(), default);

        var round = await new SymptomInbox(journey.PatientSession).ReceiveAsync(journey.Visit, default);

        Assert.Equal("DOCTOR_NOT_ASSIGNED", Assert.Single(round.Refused).Refusal.Code);
    }

    private static async Task<string> RefusedAsync(Journey journey)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => journey.FetchAsync("refused.json"));
        var left = Directory.GetFiles(Path.GetDirectoryName(journey.DoctorB.FileFor("refused.json"))!).Select(Path.GetFileName);
        Assert.DoesNotContain(left, name => name!.StartsWith("refused.json", StringComparison.Ordinal));
        return refused.Refusal.Code;
    }

    private static AccessDelivery With(AccessDelivery delivery, byte[]? record = null, byte[]? capsule = null, byte[]? promise = null) => new()
    {
        Record = record ?? delivery.Record,
        Capsule = capsule ?? delivery.Capsule,
        AccessId = delivery.AccessId,
        Promise = promise ?? delivery.Promise,
    };

    /// <summary>A capsule that opens for the doctor, with what the liar put in.</summary>
    private static byte[] OtherCapsule(Journey journey)
    {
        using var delegation = journey.DoctorB.Keys.Delegation(journey.Share.KeyIndex);
        using var symptom = SecretScalar.Random();
        var record = journey.Network.ChainA.Find(journey.RecordId)!;
        var body = (Diagnosis)record.Body;
        var visit = journey.Network.ChainA.State.Entries.Visit(body.Pid.Span)!;
        var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash);
        return L19Encryption.Encrypt(delegation.PublicKey(), symptom, RandomNumberGenerator.GetBytes(64), context.ToArray()).Encoded.ToArray();
    }
}
