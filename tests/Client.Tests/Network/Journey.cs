using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Network;

/// <summary>The way of one diagnosis, as far as a test wants it: a patient at hospital A, a doctor there, a doctor at B.</summary>
internal sealed class Journey : IDisposable
{
    public const string PatientId = "FX-1999-07";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private readonly List<ClientSession> sessions = [];

    private Journey(TestNetwork network) => Network = network;

    public TestNetwork Network { get; }

    public TestParty Patient { get; } = TestParty.Named("patient");

    public required TestParty DoctorA { get; init; }

    public required TestParty DoctorB { get; init; }

    public ClientSession PatientSession { get; private set; } = null!;

    public ClientSession SessionA { get; private set; } = null!;

    public ClientSession SessionB { get; private set; } = null!;

    public VisitNote Visit { get; private set; } = null!;

    public byte[] Plaintext { get; private set; } = [];

    public Bytes32 RecordId { get; private set; }

    public ShareNote Share { get; private set; } = null!;

    public GrantNote Grant { get; private set; } = null!;

    /// <summary>Two enrolled doctors, and a patient with a profile and no visit.</summary>
    /// <param name="doctors">Their names' beginning; keystores are shared by name, so who rotates has names of its own.</param>
    public static async Task<Journey> BeginAsync(string doctors = "doctor")
    {
        var network = await TestNetwork.StartAsync();
        var journey = new Journey(network)
        {
            DoctorA = await network.EnrolDoctorAsync(doctors + " a", network.ChainA),
            DoctorB = await network.EnrolDoctorAsync(doctors + " b", network.ChainB),
        };
        journey.PatientSession = journey.Keep(network.Session(journey.Patient, ProfileRole.Patient, null));
        journey.SessionA = journey.Keep(network.Session(journey.DoctorA, ProfileRole.Doctor, network.ChainA.Genesis.ChainId));
        journey.SessionB = journey.Keep(network.Session(journey.DoctorB, ProfileRole.Doctor, network.ChainB.Genesis.ChainId));
        return journey;
    }

    /// <summary>Up to a registered visit whose doctor has the assignment.</summary>
    public static async Task<Journey> ToAssignmentAsync(string doctors = "doctor")
    {
        var journey = await BeginAsync(doctors);
        using var desk = journey.Network.SessionOfHospital(journey.Network.HospitalA);
        var node = desk.Connect(journey.Network.NodeA.Address, desk.OwnIdentity());
        var ticket = await node.IssueTicketAsync("desk 3", default);
        journey.Visit = await new PatientVisits(journey.PatientSession).RegisterAsync(ticket, PatientId, "short of breath at night", default);
        var waiting = Assert.Single(await node.RegistrationsAsync(default));
        Assert.Equal((PatientId, "short of breath at night"), (waiting.Id, waiting.Symptoms));
        var assigned = await new VisitDesk(desk).AssignAsync(PatientId, [journey.DoctorA.Key], Wait, default);
        Assert.Equal(RecordStatus.InBlock, assigned.Status);
        Assert.Single((await new AssignmentInbox(journey.SessionA).ReceiveAsync(default)).Taken);
        return journey;
    }

    /// <summary>Up to a diagnosis in a block and t with the patient.</summary>
    public static async Task<Journey> ToDiagnosisAsync(byte[]? content = null, string doctors = "doctor")
    {
        var journey = await ToAssignmentAsync(doctors);
        journey.Plaintext = content ?? Fixtures.Condition();
        await journey.DiagnoseAsync("diagnosis.json");
        Assert.Single((await new SymptomInbox(journey.PatientSession).ReceiveAsync(journey.Visit, default)).Taken);
        return journey;
    }

    /// <summary>Up to a consented share.</summary>
    public static async Task<Journey> ToConsentAsync(string doctors = "doctor")
    {
        var journey = await ToDiagnosisAsync(doctors: doctors);
        await journey.RequestAsync();
        await journey.ConsentAsync();
        return journey;
    }

    public async Task DiagnoseAsync(string name)
    {
        var file = DoctorA.FileFor(name);
        await File.WriteAllBytesAsync(file, Plaintext);
        var writer = new DiagnosisWriter(SessionA);
        var assignment = new AssignmentInbox(SessionA).Find(null);
        var symptom = new FhirCoding(FhirCoding.SnomedCt, Fixtures.AsthmaCode, null);
        var draft = await writer.BeginAsync(assignment, file, symptom, FhirReader.MediaType, default);
        var status = await writer.FinishAsync(draft, assignment, Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
        RecordId = status.RecordId;
    }

    /// <summary>Another diagnosis whose content is stored and whose record is signed, and not submitted.</summary>
    public async Task<Protocol.Records.Record> StoreDiagnosisAsync(string name)
    {
        var file = DoctorA.FileFor(name);
        await File.WriteAllBytesAsync(file, Fixtures.Condition());
        var writer = new DiagnosisWriter(SessionA);
        var assignment = new AssignmentInbox(SessionA).Find(null);
        var draft = await writer.BeginAsync(assignment, file, new FhirCoding(FhirCoding.SnomedCt, Fixtures.AsthmaCode, null), FhirReader.MediaType, default);
        return Protocol.Records.Record.Parse((await writer.StoreAsync(draft, assignment, default)).Record).OrThrow();
    }

    public async Task RequestAsync() =>
        Share = await new ShareRequester(SessionB).RequestAsync(Visit.ChainId, Visit.Pid, RecordId, "TREAT", TimeSpan.FromDays(1), default);

    public async Task ConsentAsync()
    {
        Assert.Single((await new OfferInbox(PatientSession).ReceiveAsync(Visit, default)).Taken);
        var desk = new ConsentDesk(PatientSession);
        var offer = await desk.ReviewAsync(Visit, Share.ShareId, default);
        (Grant, _) = await desk.ConsentAsync(Visit, offer, Wait, default);
    }

    /// <summary>Doctor B fetches the granted record into a file.</summary>
    public async Task<string> FetchAsync(string name)
    {
        var file = DoctorB.FileFor(name);
        await new SharedRecordReader(SessionB).FetchAsync(Share, null, file, default);
        return file;
    }

    public void Dispose()
    {
        foreach (var session in sessions)
        {
            session.Dispose();
        }

        Network.Dispose();
    }

    private ClientSession Keep(ClientSession session)
    {
        sessions.Add(session);
        return session;
    }
}
