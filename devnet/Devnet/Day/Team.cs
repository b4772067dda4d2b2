using System.Security.Cryptography;
using System.Text;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Teams;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// Three doctors of hospital A diagnose together and sign in order; the patient and a doctor of hospital B read it; what
/// comes out of turn, late, too often or under a key nobody proved is refused (BC22).
/// </summary>
internal sealed class Team(Scene scene, IReadOnlyDictionary<int, VisitNote> visits)
{
    private const int Patient = 3;
    private const int PageBytesMax = 1 << 20;
    private const ulong StepMillis = 60_000;
    private const ulong ShortStepMillis = 1_000;
    private readonly Person[] doctors = [.. new[] { Enrolments.Ada, Enrolments.Finn, Enrolments.Dora }.Select(name => scene.Network.Doctor(name, NodeName.HospitalA))];
    private readonly string[] texts = [scene.Secrets.NewMarker(), scene.Secrets.NewMarker(), scene.Secrets.NewMarker()];

    private Bytes32 ChainId => scene.Network.ChainA.ChainId;

    private VisitNote Visit => visits[Patient];

    /// <summary>Opens, agrees on the key, signs and finishes; returns the diagnosis. Uses the sessions of its doctors and hospital A.</summary>
    public async Task<Bytes32> SignAsync()
    {
        scene.Report.Chapter("A team of three signs in order, a doctor in hospital B reads it");
        foreach (var doctor in doctors)
        {
            await new AssignmentInbox(doctor.Session).ReceiveAsync(CancellationToken.None);
        }

        var teams = new HospitalTeams(scene.Network.Owner(NodeName.HospitalA).Session);
        var hurried = await teams.OpenAsync(Order(ShortStepMillis, resignMax: 0), TimeSpan.Zero, CancellationToken.None);
        var sid = await teams.OpenAsync(Order(StepMillis, resignMax: 0), Scene.BlockWait, CancellationToken.None);
        var rogue = await SubmitRogueAsync();
        var outOfTurn = await SubmitAsync(doctors[1], Forged(doctors[1], hurried, place: 1, attempt: 1));
        await AgreeAsync(teams, sid);
        var recordId = await SignAllAsync(sid);
        await RejectedAsync(outOfTurn, "NOT_YOUR_TURN", "nor does the chain take finn's step in ada's place");
        await RefuseLateAsync(hurried);
        await RejectedAsync(rogue, "PROOF_OF_POSSESSION_INVALID", "a doctor whose multisignature key comes without its proof, as a rogue key must");
        return recordId;
    }

    /// <summary>The patient reads, and with consent a doctor of hospital B.</summary>
    public async Task ReadAsync(Bytes32 recordId)
    {
        var patient = scene.Network.Patient(Registrations.NameOf(Patient));
        var own = await new TeamReader(patient.Session).ReadOwnAsync(Visit, recordId, FolderOf("team-own"), CancellationToken.None);
        scene.Report.Check(IsWhatTheySigned(own), "the patient opens it with the own key: three parts, each what its doctor committed to and signed");
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        var share = await new ShareRequester(chen.Session).RequestAsync(ChainId, Visit.Pid, recordId, "TREAT", TimeSpan.FromHours(1), CancellationToken.None);
        var offers = new OfferInbox(patient.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await offers.ReceiveAsync(Visit, CancellationToken.None);
            return offers.List(Visit).Contains(share.ShareId);
        });
        var desk = new ConsentDesk(patient.Session);
        await desk.ConsentAsync(Visit, await desk.ReviewAsync(Visit, share.ShareId, CancellationToken.None), Scene.BlockWait, CancellationToken.None);
        var node = scene.At(NodeName.Manager, chen);
        await Scene.EventuallyAsync(async () => (await node.ShareAsync(share.ShareId, CancellationToken.None)).Stage == "ready");
        await new TeamTrapdoors(patient.Session).SendAsync(Visit, chen.Key, scene.Network.ChainB.ChainId, CancellationToken.None);
        await Scene.EventuallyAsync(async () => (await new TeamTrapdoors(chen.Session).ReceiveAsync(CancellationToken.None)).Taken.Count > 0);
        var (_, opened) = await new TeamReader(chen.Session).ReadSharedAsync(share, null, FolderOf("team-shared"), CancellationToken.None);
        scene.Report.Check(opened.FoundByTrapdoor && IsWhatTheySigned(opened), "chen in hospital B finds the re-encrypted record by the patient's trapdoor, opens it, and checks every commitment and everyone's signature");
    }

    private TeamOrder Order(ulong stepMillis, uint resignMax) => new(
        Visit.Pid, [.. doctors.Select(doctor => doctor.Key)], doctors[0].Session.NowMillis, stepMillis, resignMax);

    private async Task AgreeAsync(HospitalTeams teams, Bytes32 sid)
    {
        await teams.BeginKeyAsync(sid, Scene.BlockWait, CancellationToken.None);
        var made = await Scene.EventuallyAsync(async () =>
        {
            await ReceiveAsync();
            return await teams.AdvanceKeyAsync(sid, CancellationToken.None) == GroupKeyStage.Established;
        });
        await ReceiveAsync();
        scene.Report.Check(
            made && doctors.All(doctor => new DoctorTeams(doctor.Session).KeyStage(sid) == GroupKeyStage.Established),
            "hospital and three doctors have one group key, agreed by mail: signed points and a MAC each way");
    }

    private async Task ReceiveAsync()
    {
        foreach (var doctor in doctors)
        {
            await new DoctorTeams(doctor.Session).ReceiveAsync(CancellationToken.None);
        }
    }

    private async Task<Bytes32> SignAllAsync(Bytes32 sid)
    {
        await scene.RefusedAsync("NOT_YOUR_TURN", "finn signs before ada", () => SignAsync(1, sid));
        await CutWhileSigningAsync(sid);
        var resumed = await SignAsync(0, sid);
        scene.Report.Check(resumed is { NextPlace: 2 } && resumed.Steps[0]!.Attempt == 1, "started again it publishes what was signed, and signs nothing anew");
        var again = SubmitAsync(doctors[0], Forged(doctors[0], sid, place: 1, attempt: 2));
        var progress = await SignAsync(1, sid);
        scene.Report.Check(
            progress.NextPlace == 3 && progress.NextDoctor == doctors[2].Key && progress.MillisLeft(doctors[2].Session.NowMillis) > 0,
            "the chain says who has signed, that dora is next, and the time left");
        await scene.RefusedAsync("NOT_YOUR_TURN", "finn wants to finish before dora has signed", () => new TeamFinisher(doctors[1].Session).FinishAsync(sid, Scene.BlockWait, CancellationToken.None));
        await SignAsync(2, sid);
        await RejectedAsync(await again, "RESIGN_LIMIT", "ada signs again in a session that allows no second signature");
        var status = await new TeamFinisher(doctors[2].Session).FinishAsync(sid, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(status.Status == RecordStatus.InBlock, "the cloud confirmed and hospital A sealed one record with everyone's signatures");
        var page = await scene.At(NodeName.HospitalA, doctors[0]).GetBytesAsync($"/explorer/chains/{ChainId}/teams/{sid}", PageBytesMax, CancellationToken.None);
        scene.Report.Check(Encoding.UTF8.GetString(page).Contains("Finished: all have signed", StringComparison.Ordinal), "the explorer shows the session to anyone: finished, all have signed");
        return status.RecordId;
    }

    /// <summary>The first doctor signs with hchain on a machine that is killed once the signature is on its disk.</summary>
    private async Task CutWhileSigningAsync(Bytes32 sid)
    {
        var (ada, layout) = (doctors[0], scene.Network.Layout);
        var file = Path.Combine(layout.Root, "documents", "team-part-1");
        await File.WriteAllTextAsync(file, texts[0]);
        var signed = Path.Combine(ada.Folder, "secrets", ShelfKinds.TeamSigning, sid.ToString());
        await ClientProcess.KillWhenAsync(
            layout, () => File.Exists(signed), "team", "sign", file, "--session", sid.ToString(), "--profile", ada.Folder, "--passphrase-file", layout.Passphrase(NodeName.Manager));
        scene.Report.Check(File.Exists(signed), "ada's machine is killed once the signature is on its disk");
    }

    private Task<TeamProgress> SignAsync(int index, Bytes32 sid) =>
        new DoctorTeams(doctors[index].Session).SignAsync(sid, Encoding.UTF8.GetBytes(texts[index]), Scene.BlockWait, CancellationToken.None);

    private async Task RefuseLateAsync(Bytes32 sid)
    {
        await scene.RefusedAsync("DEADLINE_PASSED", "ada signs after the time, by the own clock", () => SignAsync(0, sid));
        await RejectedAsync(
            await SubmitAsync(doctors[0], Forged(doctors[0], sid, place: 1, attempt: 1)), "DEADLINE_PASSED", "nor does the chain take a step after its time");
    }

    /// <summary>Mallory offers a public key whose secrets are another's: there is no proof of possession for it.</summary>
    private async Task<Record> SubmitRogueAsync()
    {
        var hospital = scene.Network.Owner(NodeName.HospitalA);
        var mallory = await Task.Run(() => scene.Network.Doctor("mallory", NodeName.HospitalA));
        var honest = EnrolmentOffer.OfDoctor(mallory.Keys, 0, ChainId, "Internal medicine");
        var body = (EnrolDoctor)honest.Body;
        using var other = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA).Keys.Multisignature(1);
        using var signing = mallory.Keys.Signing(0);
        var forged = new EnrolDoctor
        {
            Keys = body.Keys,
            Multisignature = other.PublicKey.Encoded.ToArray(),
            ProofOfPossession = body.ProofOfPossession,
            Department = body.Department,
        };
        forged.PartySignature = signing.Sign(SignedMessage.Enrol(ChainId, forged.UnsignedHash()));
        var record = Record.Sign(ChainId, hospital.Session.NowMillis, forged, hospital.Session.OwnIdentity().Key);
        return await SubmitAsync(hospital, record);
    }

    private bool IsWhatTheySigned(OpenedTeamRecord opened) => opened.Parts.Count == doctors.Length
        && opened.Parts.Zip(doctors, texts).All(item => item.First.Doctor == item.Second.Key && File.ReadAllText(item.First.Path) == item.Third);

    private string FolderOf(string name) => Path.Combine(scene.Network.Layout.Root, "opened", name);

    /// <summary>A step whose signature nobody gets to look at: it is refused before.</summary>
    private Record Forged(Person doctor, Bytes32 sid, uint place, uint attempt) => Record.Sign(
        ChainId,
        doctor.Session.NowMillis,
        new TeamStep
        {
            Sid = sid,
            Previous = default,
            Place = place,
            Attempt = attempt,
            Commitment = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)),
            Signature = RandomNumberGenerator.GetBytes(OrderedMultisignature.Size),
        },
        doctor.Session.OwnIdentity().Key);

    private async Task<Record> SubmitAsync(Person party, Record record)
    {
        await scene.At(NodeName.HospitalA, party).SubmitAsync(record, CancellationToken.None);
        return record;
    }

    private Task RejectedAsync(Record record, string code, string claim)
    {
        var hospital = scene.Network.Owner(NodeName.HospitalA).Session;
        return scene.RefusedAsync(code, claim, () => new RecordSubmission(hospital)
            .WaitAsync(record.ChainId, record.Id, null, hospital.OwnIdentity(), Scene.BlockWait, CancellationToken.None));
    }
}
