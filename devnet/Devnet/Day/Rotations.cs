using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Http;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet.Day;

/// <summary>A doctor goes on under new keys and goes on writing and reading; a doctor leaves.</summary>
internal sealed class Rotations(Scene scene, IReadOnlyDictionary<int, VisitNote> visits, IReadOnlyList<Made> made, Ward ward, IReadOnlyList<Document> documents)
{
    private const int PatientOfA = 1;
    private const string Gwen = "gwen";

    public async Task PlayAsync()
    {
        scene.Report.Chapter("Chen rotates keys and goes on, hospital A its certificate; gwen leaves");
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        var wanted = made.First(record => record.Document.Patient == PatientOfA);
        var share = await ShareAsync(chen, wanted);
        await RotateAsync(chen);
        await GoOnAsync(chen, share, wanted);
        await ChangeCertificateAsync();
        await RetireAsync();
    }

    private async Task<ShareNote> ShareAsync(Person chen, Made wanted)
    {
        var patient = scene.Network.Patient(Registrations.NameOf(PatientOfA));
        var visit = visits[PatientOfA];
        var share = await new ShareRequester(chen.Session).RequestAsync(
            scene.Network.ChainA.ChainId, visit.Pid, wanted.RecordId, "TREAT", TimeSpan.FromHours(1), CancellationToken.None);
        var offers = new OfferInbox(patient.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await offers.ReceiveAsync(visit, CancellationToken.None);
            return offers.List(visit).Contains(share.ShareId);
        });
        var desk = new ConsentDesk(patient.Session);
        await desk.ConsentAsync(visit, await desk.ReviewAsync(visit, share.ShareId, CancellationToken.None), Scene.BlockWait, CancellationToken.None);
        var ready = await Scene.EventuallyAsync(async () => await StageAsync(chen, share) == "ready");
        scene.Report.Check(ready, "before the rotation a patient of hospital A shares a record with chen's old key");
        return share;
    }

    private async Task RotateAsync(Person chen)
    {
        var (before, chain) = (chen.Session.OwnIdentity(), scene.Network.ChainB.ChainId);
        var result = await new KeyRotating(chen.Session).RotateAsync(evenWithTeams: false, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(result is { Epoch: 1, IsDone: true }, "chen's new keys stand on the chain, signed for by old and new");
        await scene.RefusedAsync("KEY_ROTATED", "the old key has no login any more", () =>
            chen.Session.Connect(scene.Network.AddressOf(NodeName.HospitalB), before).ListMailAsync(CancellationToken.None));
        var entry = await chen.Session.Chains.EnrolmentAsync(chain, before.Key.PublicKey, chen.Session.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(entry is { IsInForce: false } && entry.Course.Successor == result.SigningKey, $"the chain proves who took over, at height {entry?.Course.EndedAtHeight}");
        var stolen = Protocol.Records.Record.Sign(chain, chen.Session.NowMillis, new Protocol.Records.Retire { Party = before.Key.PublicKey }, before.Key);
        await scene.RefusedAsync("KEY_ROTATED", "nor is a record taken that the old key signs now", () =>
            chen.Session.Connect(scene.Network.AddressOf(NodeName.HospitalB), chen.Session.OwnIdentity()).SubmitAsync(stolen, CancellationToken.None));
    }

    private async Task GoOnAsync(Person chen, ShareNote share, Made wanted)
    {
        var target = Path.Combine(scene.Network.Layout.Root, "opened", "after rotation.json");
        var read = await Scene.EventuallyAsync(async () =>
        {
            try
            {
                await new SharedRecordReader(chen.Session).FetchAsync(share, null, target, CancellationToken.None);
                return true;
            }
            catch (RefusedException refused) when (refused.Refusal.Code is "CONSENT_MISSING" or "LOGIN_UNKNOWN_KEY" or "GRANTEE_UNKNOWN" or "HEAD_TOO_OLD")
            {
                return false; // the system manager's node has that block of hospital B in a moment
            }
        });
        scene.Report.Check(read && File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(wanted.Document.Path)), "chen opens the share of before with the new key");
        var document = documents.First(document => document.Doctor == Enrolments.Chen);
        var recordId = await ward.WriteOneAsync(Enrolments.Chen, document, Scene.BlockWait);
        var written = await chen.Session.Chains.RecordAsync(scene.Network.ChainB.ChainId, recordId, chen.Session.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(written.Record.Author == chen.Session.OwnIdentity().Key.PublicKey, "and writes for a visit that named the old key");
    }

    /// <summary>The hospital's own node, which seals all the while.</summary>
    private async Task ChangeCertificateAsync()
    {
        var node = scene.Network.AddressOf(NodeName.HospitalA);
        var owner = scene.Network.Owner(NodeName.HospitalA);
        var (before, _) = await scene.HeadAsync(NodeName.Manager, scene.Network.ChainA, owner);
        var change = await Client.Operators.TlsRotating.BeginAsync(
            scene.Network.Layout.DataFolder(NodeName.HospitalA), node.Address, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1), CancellationToken.None);
        var ada = documents.First(document => document.Doctor == Enrolments.Ada);
        Bytes32 shown = default;
        var switched = await Scene.EventuallyAsync(async () => (shown = await PinnedTransport.LookAsync(node.Address, CancellationToken.None)) == change.Next, TimeSpan.FromSeconds(30));
        await File.WriteAllTextAsync(scene.Network.Layout.NextFingerprint(NodeName.HospitalA), change.Next.ToString());
        scene.Report.Check(switched, "hospital A's node announces its next certificate and shows it, without a stop");
        await ward.WriteOneAsync(Enrolments.Ada, ada, Scene.BlockWait);
        var (after, _) = await scene.HeadAsync(NodeName.Manager, scene.Network.ChainA, owner);
        scene.Report.Check(after > before, $"blocks go on, from {before} to {after} at the system manager's node");
        var doctor = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);
        using var session = new ClientSession(ProfileFolder.At(doctor.Folder), doctor.Session.Keystore, TimeProvider.System); // its connections are new
        await session.Chains.EnrolmentAsync(scene.Network.ChainA.ChainId, doctor.Key, session.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(session.Settings.NodeFor(scene.Network.ChainA.ChainId).TlsFingerprint == change.Next, "ada's client follows: the node's key vouches for the new certificate");
    }

    private async Task RetireAsync()
    {
        var (gwen, hospital) = (scene.Network.Doctor(Gwen, NodeName.HospitalA), scene.Network.Owner(NodeName.HospitalA));
        var offer = EnrolmentOffer.OfDoctor(gwen.Keys, 0, scene.Network.ChainA.ChainId, "Internal medicine");
        await new Enrolling(hospital.Session).EnrolAsync(offer, Scene.BlockWait, CancellationToken.None);
        await scene.At(NodeName.HospitalA, gwen).ListMailAsync(CancellationToken.None);
        var status = await new Retiring(hospital.Session).RetireAsync(gwen.Key, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(status.Status == RecordStatus.InBlock, $"gwen came to hospital A and leaves it again: retired in block {status.Height}");
        await scene.RefusedAsync("PARTY_RETIRED", "she has no login any more, and the node says why", () => scene.At(NodeName.HospitalA, gwen).ListMailAsync(CancellationToken.None));
    }

    private async Task<string> StageAsync(Person chen, ShareNote share)
    {
        try
        {
            return (await scene.At(NodeName.Manager, chen).ShareAsync(share.ShareId, CancellationToken.None)).Stage;
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "SHARE_UNKNOWN")
        {
            return string.Empty; // the proxy has not read its mail yet
        }
    }
}
