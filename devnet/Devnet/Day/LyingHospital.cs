using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Records;
using HospitalChain.Client.Supervision;
using HospitalChain.Client.Trust;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// A third hospital joins, and its supernode lies: it rejects right evidence, promises records and leaves them out, and at
/// last shows two blocks at one height. Each is proven, judged and charged without anybody's hand; once it is suspended
/// what exists can be read, and nothing new counts.
/// </summary>
internal sealed class LyingHospital(Scene scene, IReadOnlyList<Document> documents)
{
    private const string Eve = "eve";
    private const string Patient = "Patient No. 13";
    private const int LeftOut = 3;

    private static readonly (string Code, int Count)[] Charged = [(Offences.PromiseBroken, LeftOut), (Offences.RejectionUnfounded, 1)];

    private readonly LiarControl control = new(scene.Network);

    private Network Network => scene.Network;

    private Bytes32 ChainId => Network.LyingChain.ChainId;

    private Person Doctor => Network.Doctor(Eve, NodeName.Liar);

    public async Task PlayAsync()
    {
        scene.Report.Chapter("A hospital that lies joins: it rejects wrongly, censors and forks");
        await scene.Supervisor.StartAsync(NodeName.Liar);
        try
        {
            var visit = await JoinAsync();
            var assignment = await AssignedAsync(visit);
            var kept = await DiagnoseAsync(assignment, Scene.BlockWait);
            scene.Report.Check(held: true, "its doctor's first diagnosis is in a block like any other");
            await RejectWronglyAsync(assignment);
            await CensorAsync(assignment);
            await JudgedAsync(points: 55, "the rejection and three broken promises are charged, and the hospital is suspended", Charged);
            await SuspendedAsync(visit, kept, assignment);
            await ForkAsync(visit, kept);
        }
        finally
        {
            await scene.Supervisor.StopAsync(NodeName.Liar);
        }
    }

    /// <summary>As any hospital: enrolled on the registry, with a doctor and a patient's visit on its own chain.</summary>
    private async Task<VisitNote> JoinAsync()
    {
        scene.Secrets.Hide(Patient);
        if (!SealingPublicKey.TryDecode(Network.Registry.ManagerSealing.Span, out var manager))
        {
            throw new DevnetException("the registry's genesis is damaged");
        }

        var owner = Network.Owner(NodeName.Liar);
        var offer = EnrolmentOffer.OfHospital(owner.Keys, 0, Network.Registry.ChainId, ChainId, Network.AddressOf(NodeName.Liar).TlsFingerprint, "Hospital C", manager);
        await new Enrolling(Network.Owner(NodeName.Manager).Session).EnrolAsync(offer, Scene.BlockWait, CancellationToken.None);
        await RegistryReachesAsync(NodeName.Liar);
        await new Enrolling(owner.Session).EnrolAsync(EnrolmentOffer.OfDoctor(Doctor.Keys, 0, ChainId, "Internal medicine"), Scene.BlockWait, CancellationToken.None);
        var desk = scene.At(NodeName.Liar, owner);
        var visits = new PatientVisits(Network.Patient(Patient).Session);
        var visit = await visits.RegisterAsync(await desk.IssueTicketAsync("row 13", CancellationToken.None), Patient, "unwell since Monday", CancellationToken.None);
        await desk.AssignAsync(visit.Pid, [Doctor.Key], CancellationToken.None);
        await Scene.EventuallyAsync(async () => await visits.StatusAsync(visit, CancellationToken.None) is not null);
        return visit;
    }

    private async Task<DoctorAssignment> AssignedAsync(VisitNote visit)
    {
        var inbox = new AssignmentInbox(Doctor.Session);
        await Scene.EventuallyAsync(async () =>
        {
            await inbox.ReceiveAsync(CancellationToken.None);
            return inbox.List().Count > 0;
        });
        return inbox.Find(Convert.ToHexStringLower(visit.Pid));
    }

    private async Task<Bytes32> DiagnoseAsync(DoctorAssignment assignment, TimeSpan wait)
    {
        var document = documents[0].Copy(scene.Secrets);
        var writer = new DiagnosisWriter(Doctor.Session);
        var draft = await writer.BeginAsync(assignment, document.Path, document.Symptom(), FhirReader.MediaType, CancellationToken.None);
        return (await writer.FinishAsync(draft, assignment, wait, CancellationToken.None)).RecordId;
    }

    private async Task RejectWronglyAsync(DoctorAssignment assignment)
    {
        await control.OrderAsync("reject");
        var refused = await DiagnoseAsync(assignment, TimeSpan.Zero);
        var session = Doctor.Session;
        await scene.RefusedAsync("EVIDENCE_MISMATCH", "it rejects a right diagnosis, for a reason into which nobody else can look", () =>
            new RecordSubmission(session).WaitAsync(ChainId, refused, null, session.OwnIdentity(), Scene.BlockWait, CancellationToken.None));
        await control.OrderAsync("behave");
        var reporting = new Reporting(session);
        var evidence = await reporting.DisputeAsync(ChainId, refused, session.OwnIdentity(), CancellationToken.None);
        await reporting.ReportAsync(evidence, session.OwnIdentity(), TimeSpan.Zero, CancellationToken.None); // α is disclosed and looked at meanwhile
    }

    private async Task CensorAsync(DoctorAssignment assignment)
    {
        await control.OrderAsync("censor");
        for (var i = 0; i < LeftOut; i++)
        {
            await DiagnoseAsync(assignment, TimeSpan.Zero);
        }

        await control.OrderAsync("behave");
        var broken = new List<BrokenPromise>();
        await Scene.EventuallyAsync(async () =>
        {
            broken.AddRange(await Doctor.Session.Promises.SettleAsync(Doctor.Session.OwnIdentity(), CancellationToken.None));
            return broken.Count >= LeftOut;
        });
        scene.Report.Check(broken.Count == LeftOut, "it promises three records and leaves them out: her client shows promise, later HEAD and absence", $"{broken.Count}");
        var file = Path.Combine(Doctor.Folder, "broken-promises", broken[0].RecordId.ToString());
        var words = await ClientProcess.RunAsync(Network.Layout, "verify", file, "--genesis", Network.Layout.Genesis(NodeName.Liar.Name), "--json");
        scene.Report.Check(words.Contains(Offences.PromiseBroken, StringComparison.Ordinal), "hchain verify says so of the file alone, offline", words);
    }

    /// <summary>The registry's cases, each with evidence that proves itself or was decided on the disclosed α, and what they cost.</summary>
    private async Task JudgedAsync(uint points, string claim, (string Code, int Count)[] expected)
    {
        var manager = Network.Owner(NodeName.Manager);
        var registry = Network.Registry.ChainId;
        var key = Network.Owner(NodeName.Liar).Key;
        CreditEntry? credit = null;
        await Scene.EventuallyAsync(async () =>
        {
            var value = await manager.Session.Chains.EntryAsync(registry, StateKinds.Credit, key.ToArray(), manager.Session.OwnIdentity(), CancellationToken.None);
            credit = value is { } bytes ? CreditEntry.Parse(bytes.Span) : null;
            return credit?.Points <= points;
        });
        var cases = await scene.At(NodeName.Manager, manager).CasesAsync(registry, CancellationToken.None);
        var counts = cases.Where(known => known.Accused == key && known.Stage == "sanctioned").GroupBy(known => known.Code, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count())).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        scene.Report.Check(credit is { Expelled: true } entry && entry.Points == points && counts.SequenceEqual(expected), $"{claim}: credit {points}", $"{credit?.Points}, {string.Join(", ", counts)}");
        foreach (var known in cases.Where(known => known.Accused == key))
        {
            var report = (await manager.Session.Chains.RecordAsync(registry, known.CaseId, manager.Session.OwnIdentity(), CancellationToken.None)).Record;
            if (report.Body is not Protocol.Records.Report { Evidence.Value: { } evidence } || evidence.Refuses() is { } refusal)
            {
                scene.Report.Check(held: false, $"the evidence of {known.Code} verifies from the registry's record alone", known.CaseId.ToString());
            }
        }
    }

    private async Task SuspendedAsync(VisitNote visit, Bytes32 kept, DoctorAssignment assignment)
    {
        await Task.WhenAll(RegistryReachesAsync(NodeName.Liar), RegistryReachesAsync(NodeName.HospitalA));
        await scene.RefusedAsync("HOSPITAL_SUSPENDED", "its own chain takes no new diagnosis", () => DiagnoseAsync(assignment, Scene.BlockWait));
        var hospital = Network.Owner(NodeName.HospitalA);
        var folders = new FolderDesk(hospital.Session);
        await scene.RefusedAsync("HOSPITAL_SUSPENDED", "hospital A's chain takes no grant to its doctor", () => folders.ShareAsync(
            folders.List()[0], null, Doctor.Key, ChainId, "TREAT", TimeSpan.FromHours(1), Scene.BlockWait, CancellationToken.None));
        var other = Network.Owner(NodeName.HospitalB).Session;
        var proof = await new ProofDesk(other).DoctorAsync(ChainId, Doctor.Key, other.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(proof.Verify(Network.Registry).Refusal?.Code == "HOSPITAL_SUSPENDED", "her proof that she is a doctor elsewhere proves nothing any more: HOSPITAL_SUSPENDED");
        await ReadAsync(visit, kept, "its patient still reads what was written before");
    }

    private async Task ReadAsync(VisitNote visit, Bytes32 kept, string claim)
    {
        var target = Path.Combine(Network.Layout.Root, "opened", $"liar-{Guid.NewGuid():N}.json");
        var opened = await new OwnRecordReader(Network.Patient(Patient).Session).ReadAsync(visit, kept, target, CancellationToken.None);
        scene.Report.Check(opened.SizeBytes > 0 && File.Exists(target), claim);
    }

    /// <summary>The access to a record makes the next block; the cloud is shown another one at that height than the system manager.</summary>
    private async Task ForkAsync(VisitNote visit, Bytes32 kept)
    {
        var reader = Network.Owner(NodeName.Manager);
        await control.OrderAsync("fork", Network.AddressOf(NodeName.Cloud).TlsFingerprint);
        await ReadAsync(visit, kept, "an access makes one more block, and the cloud is shown another one than the system manager");
        foreach (var node in (NodeName[])[NodeName.Manager, NodeName.Cloud])
        {
            ChainStop? stop = null;
            await Scene.EventuallyAsync(async () =>
            {
                stop = (await scene.At(node, reader).ChainsAsync(CancellationToken.None)).First(chain => chain.ChainId == ChainId).Stopped;
                return stop is not null;
            });
            scene.Report.Check(stop?.Code == "EQUIVOCATION", $"{node} sees both and stops following that chain, and no other", stop?.ToString());
        }

        await JudgedAsync(points: 15, "the fork is charged too", [(Offences.Equivocation, 1), .. Charged]);
        using var readiness = await scene.Supervisor.ReadinessAsync(NodeName.Manager);
        scene.Report.Check(readiness?.RootElement.GetProperty("ready").GetBoolean() == true, "the system manager's node serves all others as before");
    }

    private async Task RegistryReachesAsync(NodeName node)
    {
        var (height, _) = await scene.HeadAsync(NodeName.Manager, Network.Registry, Network.Owner(NodeName.Manager));
        await Scene.EventuallyAsync(async () => (await scene.HeadAsync(node, Network.Registry, Network.Owner(NodeName.Manager))).Height >= height);
    }
}
