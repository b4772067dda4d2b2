using System.Security.Cryptography;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// A doctor in hospital B reads what a doctor in hospital A wrote: symptom search, consent, re-encryption, and then the
/// reads that must not happen (L19-E).
/// </summary>
internal sealed class Sharing(Scene scene, IReadOnlyDictionary<int, VisitNote> visits, IReadOnlyList<Made> made)
{
    private const int Patient = 1;

    private string Opened(string name) => Path.Combine(scene.Network.Layout.Root, "opened", name);

    public async Task PlayAsync()
    {
        scene.Report.Chapter("A doctor in hospital B reads what a doctor in hospital A wrote");
        Directory.CreateDirectory(Opened(string.Empty), Layout.OwnerFolder);
        var patient = scene.Network.Patient(Registrations.NameOf(Patient));
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        var wanted = made.First(record => record.Document.Patient == Patient);
        await ReadOwnAsync(patient, wanted);
        await SearchAsync(patient, chen, wanted);
        var (share, grant) = await ConsentAsync(patient, chen, wanted);
        await ReadSharedAsync(chen, share, wanted);
        await RefuseWithoutConsentAsync(chen, share, grant);
        await RevokeAsync(patient, chen, share, grant);
    }

    private async Task ReadOwnAsync(Person patient, Made wanted)
    {
        var reader = new OwnRecordReader(patient.Session);
        var records = await reader.ListAsync(visits[Patient], CancellationToken.None);
        scene.Report.Check(
            made.Where(record => record.Document.Patient == Patient).All(record => records.Any(listed => listed.RecordId == record.RecordId)),
            $"the patient sees the {records.Count} records of the visit");
        var target = Opened("own.json");
        await reader.ReadAsync(visits[Patient], wanted.RecordId, target, CancellationToken.None);
        scene.Report.Check(SameFile(target, wanted.Document.Path), "the patient reads the own record with the own key");
    }

    private async Task SearchAsync(Person patient, Person chen, Made wanted)
    {
        var inbox = new SymptomInbox(patient.Session);
        await inbox.ReceiveAsync(visits[Patient], CancellationToken.None);
        var coding = wanted.Document.Symptom();
        using var symptom = Symptom.FromCode(coding.System, coding.Code);
        var symptomId = inbox.List(visits[Patient]).First(id => IsSymptom(inbox, id, symptom));
        await new SymptomSearch(patient.Session).SendAsync(visits[Patient], symptomId, chen.Key, scene.Network.ChainB.ChainId, CancellationToken.None);
        var desk = new SearchDesk(chen.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await desk.ReceiveAsync(CancellationToken.None);
            return desk.List().Count > 0;
        });
        var found = await desk.RunAsync(desk.List()[0].Id, CancellationToken.None);
        var expected = made.Where(record => record.Document.Patient == Patient && record.Document.Symptom().Code == coding.Code).Select(record => record.RecordId).Order().ToArray();
        scene.Report.Check(found.Order().SequenceEqual(expected), $"hospital B's trapdoor finds exactly the {expected.Length} records with that symptom");
    }

    private async Task<(ShareNote Share, GrantNote Grant)> ConsentAsync(Person patient, Person chen, Made wanted)
    {
        var share = await new ShareRequester(chen.Session).RequestAsync(
            scene.Network.ChainA.ChainId, visits[Patient].Pid, wanted.RecordId, "TREAT", TimeSpan.FromHours(1), CancellationToken.None);
        var node = scene.At(NodeName.Manager, chen);
        await Scene.EventuallyAsync(() => IsKnownAsync(node, share));
        await scene.RefusedAsync("SHARE_INCOMPLETE", "before the patient consents there is nothing to read", () =>
            new SharedRecordReader(chen.Session).FetchAsync(share, null, Opened("too early.json"), CancellationToken.None));
        var offers = new OfferInbox(patient.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await offers.ReceiveAsync(visits[Patient], CancellationToken.None);
            return offers.List(visits[Patient]).Contains(share.ShareId);
        });
        var desk = new ConsentDesk(patient.Session);
        var offer = await desk.ReviewAsync(visits[Patient], share.ShareId, CancellationToken.None);
        var (grant, _) = await desk.ConsentAsync(visits[Patient], offer, Scene.BlockWait, CancellationToken.None);
        var ready = await Scene.EventuallyAsync(async () => (await node.ShareAsync(share.ShareId, CancellationToken.None)).Stage == "ready");
        scene.Report.Check(ready, "the patient consents; the proxy joins two blinded halves to rk and checks it against PK_s");
        return (share, grant);
    }

    private async Task ReadSharedAsync(Person chen, ShareNote share, Made wanted)
    {
        var target = Opened("shared.json");
        var (accessId, opened) = await new SharedRecordReader(chen.Session).FetchAsync(share, null, target, CancellationToken.None);
        scene.Report.Check(SameFile(target, wanted.Document.Path), $"chen opens the re-encrypted record: {opened.SizeBytes} bytes, the same as ada wrote");
        var recorded = await Scene.EventuallyAsync(async () =>
            (await scene.At(NodeName.Manager, chen).RecordStatusAsync(share.ChainId, accessId, CancellationToken.None)).Status == RecordStatus.InBlock);
        scene.Report.Check(recorded, "the access is a record in a block of hospital A's chain");
    }

    private async Task RefuseWithoutConsentAsync(Person chen, ShareNote share, GrantNote grant)
    {
        var other = made.First(record => record.Document.Patient == Patient && record.RecordId != share.RecordId);
        await scene.RefusedAsync("CONSENT_MISSING", "another record of the same visit is not read under this grant", () =>
            new SharedRecordReader(chen.Session).FetchAsync(share, other.RecordId, Opened("other.json"), CancellationToken.None));
        var bea = scene.Network.Doctor(Enrolments.Bea, NodeName.HospitalA);
        await scene.RefusedAsync("CONSENT_MISSING", "another doctor does not read under chen's grant", () =>
            scene.At(NodeName.Manager, bea).AccessAsync(RequestBy(bea, share, grant), CancellationToken.None));
        var again = RequestBy(chen, share, grant);
        await scene.At(NodeName.Manager, chen).AccessAsync(again, CancellationToken.None);
        await scene.RefusedAsync("REQUEST_REPLAYED", "a request is answered once", () =>
            scene.At(NodeName.Manager, chen).AccessAsync(again, CancellationToken.None));
    }

    private async Task RevokeAsync(Person patient, Person chen, ShareNote share, GrantNote grant)
    {
        await new ConsentDesk(patient.Session).RevokeAsync(grant, Scene.BlockWait, CancellationToken.None);
        await scene.RefusedAsync("CONSENT_REVOKED", "after the revocation nothing is read", () =>
            scene.At(NodeName.Manager, chen).AccessAsync(RequestBy(chen, share, grant), CancellationToken.None));
        var destroyed = await Scene.EventuallyAsync(async () =>
            (await scene.At(NodeName.Manager, chen).ShareAsync(share.ShareId, CancellationToken.None)).Stage == "destroyed");
        scene.Report.Check(destroyed, "the proxy destroyed its re-encryption key");
    }

    /// <summary>The proxy has read the doctor's half from its mail.</summary>
    private static async Task<bool> IsKnownAsync(NodeConnection node, ShareNote share)
    {
        try
        {
            return (await node.ShareAsync(share.ShareId, CancellationToken.None)).HasDoctorHalf;
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "SHARE_UNKNOWN")
        {
            return false;
        }
    }

    private static AccessRequest RequestBy(Person person, ShareNote share, GrantNote grant) => AccessRequest.Sign(
        share.ChainId, share.RecordId!.Value, grant.GrantId, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), person.Session.NowMillis, person.Session.OwnIdentity().Key);

    private static bool IsSymptom(SymptomInbox inbox, Bytes32 id, SecretScalar wanted)
    {
        using var notice = inbox.Read(id);
        Span<byte> one = stackalloc byte[SecretScalar.Size];
        Span<byte> other = stackalloc byte[SecretScalar.Size];
        notice.Symptom.CopyTo(one);
        wanted.CopyTo(other);
        return CryptographicOperations.FixedTimeEquals(one, other);
    }

    private static bool SameFile(string one, string other) => File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
