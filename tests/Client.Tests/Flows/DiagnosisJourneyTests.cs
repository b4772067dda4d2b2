using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Tests.Flows;

public sealed class DiagnosisJourneyTests
{
    [Fact]
    public async Task A_consented_diagnosis_opens_for_the_doctor_of_another_hospital()
    {
        using var journey = await Journey.ToConsentAsync();

        var file = await journey.FetchAsync("shared.json");

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_patient_reads_the_own_record_without_asking_anyone()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var reader = new OwnRecordReader(journey.PatientSession);
        var listed = Assert.Single(await reader.ListAsync(journey.Visit, default));

        var opened = await reader.ReadAsync(journey.Visit, listed.RecordId, journey.Patient.FileFor("own.json"), default);

        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(opened.Path, TestContext.Current.CancellationToken));
        Assert.Equal("application/fhir+json", opened.MediaType);
    }

    [Fact]
    public async Task A_search_by_symptom_finds_the_record_and_no_other_symptom_does()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var known = Assert.Single(new SymptomInbox(journey.PatientSession).List(journey.Visit));
        var other = new Bytes32(new byte[32]);
        using var notice = new SymptomNotice { ChainId = journey.Visit.ChainId, HospitalPid = journey.Visit.Pid, Pid = journey.Visit.Pid, Symptom = SecretScalar.Random() };
        journey.PatientSession.Shelf.Put(ShelfKinds.Symptom, other, notice.ToBytes());

        Assert.Equal([journey.RecordId], await SearchAsync(journey, known));
        Assert.Empty(await SearchAsync(journey, other));
    }

    [Fact]
    public async Task A_revoked_grant_opens_nothing_from_then_on()
    {
        using var journey = await Journey.ToConsentAsync();
        await new ConsentDesk(journey.PatientSession).RevokeAsync(journey.Grant, TimeSpan.FromSeconds(5), default);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => journey.FetchAsync("revoked.json"));

        Assert.Equal("CONSENT_REVOKED", refused.Refusal.Code);
        Assert.False(File.Exists(journey.DoctorB.FileFor("revoked.json")));
        var again = await Assert.ThrowsAsync<RefusedException>(() =>
            new ConsentDesk(journey.PatientSession).RevokeAsync(journey.Grant, TimeSpan.FromSeconds(5), default));
        Assert.Equal("GRANT_REVOKED", again.Refusal.Code);
    }

    [Fact]
    public async Task The_desk_assigns_doctors_only_to_who_waits_for_them()
    {
        using var journey = await Journey.ToAssignmentAsync();
        using var desk = journey.Network.SessionOfHospital(journey.Network.HospitalA);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => new VisitDesk(desk).AssignAsync("nobody", [journey.DoctorA.Key], TimeSpan.Zero, default));

        Assert.Equal(("NOT_FOUND_HERE", "no registration 'nobody' here"), (refused.Refusal.Code, refused.Refusal.Detail));
    }

    [Fact]
    public async Task Without_consent_nothing_opens()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        await journey.RequestAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => journey.FetchAsync("unasked.json"));

        Assert.Equal("SHARE_INCOMPLETE", refused.Refusal.Code);
    }

    [Fact]
    public async Task A_share_is_answered_once()
    {
        using var journey = await Journey.ToConsentAsync();
        journey.PatientSession.Shelf.PutNote(ShelfKinds.Offer, journey.Share.ShareId, new OfferNote(journey.Visit.Pid, journey.DoctorB.Key, OfferAgain(journey)));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => new ConsentDesk(journey.PatientSession).ReviewAsync(journey.Visit, journey.Share.ShareId, default));

        Assert.Equal("SHARE_REPLAYED", refused.Refusal.Code);
    }

    [Fact]
    public async Task A_record_is_proven_to_its_patient_and_to_a_stranger_offline()
    {
        using var journey = await Journey.ToDiagnosisAsync();
        var proof = journey.Network.ChainA.Prove(journey.RecordId)!.ToBytes();

        var proven = Protocol.Proofs.RecordProof.Parse(proof).OrThrow().Verify(journey.Network.ChainA.Genesis).OrThrow();

        Assert.Equal(journey.RecordId, proven.Record.Id);
        Assert.Equal(journey.DoctorA.Key, proven.Record.Author);
    }

    [Fact]
    public async Task A_visit_is_waiting_until_its_block_and_then_open_with_its_doctors()
    {
        using var journey = await Journey.BeginAsync();
        var ticket = journey.Network.NodeA.Desk!.Issue();
        var visits = new PatientVisits(journey.PatientSession);
        var visit = await visits.RegisterAsync(ticket, Journey.PatientId, "cough", default);
        Assert.Null(await visits.StatusAsync(visit, default));

        journey.Network.NodeA.Desk!.Assign(Convert.ToHexStringLower(visit.Pid), [journey.DoctorA.Key]).OrThrow();

        Assert.Equal([journey.DoctorA.Key], (await visits.StatusAsync(visit, default))!.Doctors);
        Assert.Equal([journey.DoctorA.Key], (await visits.ReceiveOrderAsync(visit, default)).Doctors);
    }

    [Fact]
    public async Task A_ticket_is_good_once_and_a_refused_registration_leaves_nothing_behind()
    {
        using var journey = await Journey.BeginAsync();
        var ticket = journey.Network.NodeA.Desk!.Issue();
        var visits = new PatientVisits(journey.PatientSession);
        await visits.RegisterAsync(ticket, Journey.PatientId, "cough", default);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => visits.RegisterAsync(ticket, Journey.PatientId, "cough", default));

        Assert.Equal("TICKET_USED", refused.Refusal.Code);
        Assert.Single(visits.List());
    }

    [Fact]
    public async Task Two_visits_of_one_patient_share_no_key()
    {
        using var journey = await Journey.BeginAsync();
        var visits = new PatientVisits(journey.PatientSession);
        var first = await visits.RegisterAsync(journey.Network.NodeA.Desk!.Issue(), Journey.PatientId, "cough", default);
        var second = await visits.RegisterAsync(journey.Network.NodeB.Desk!.Issue(), Journey.PatientId, "cough", default);

        Assert.NotEqual(visits.IdentityOf(first).Key.PublicKey, visits.IdentityOf(second).Key.PublicKey);
        Assert.NotEqual(first.Pid, second.Pid);
    }

    [Fact]
    public async Task A_draft_whose_content_did_not_survive_is_given_up_and_the_file_is_sealed_anew()
    {
        using var journey = await Journey.ToAssignmentAsync();
        var (file, assignment) = (journey.DoctorA.FileFor("lost.json"), new AssignmentInbox(journey.SessionA).Find(null));
        await File.WriteAllBytesAsync(file, Fixtures.Condition());
        var symptom = new FhirCoding(FhirCoding.SnomedCt, Fixtures.AsthmaCode, null);
        var draft = await new DiagnosisWriter(journey.SessionA).BeginAsync(assignment, file, symptom, FhirReader.MediaType, default);
        var path = journey.SessionA.Folder.PathOf($"outbox/{draft.ContentHash}.sealed");
        await File.WriteAllBytesAsync(path, new byte[new FileInfo(path).Length]); // as after a power cut: its size and zeros

        var writer = new DiagnosisWriter(journey.SessionA);
        var lost = await Assert.ThrowsAsync<RefusedException>(() => writer.FinishAsync(draft, assignment, TimeSpan.Zero, default));
        Assert.Equal("DRAFT_LOST", lost.Refusal.Code);
        Assert.Empty(writer.Drafts());
        Assert.False(File.Exists(path));
        var anew = await writer.BeginAsync(assignment, file, symptom, FhirReader.MediaType, default);
        Assert.NotEqual(draft.ContentHash, anew.ContentHash);
        await writer.FinishAsync(anew, assignment, TimeSpan.Zero, default);
    }

    private static async Task<IReadOnlyList<Bytes32>> SearchAsync(Journey journey, Bytes32 symptom)
    {
        await new SymptomSearch(journey.PatientSession).SendAsync(journey.Visit, symptom, journey.DoctorB.Key, journey.Network.ChainB.Genesis.ChainId, default);
        var desk = new SearchDesk(journey.SessionB);
        Assert.Single((await desk.ReceiveAsync(default)).Taken);
        return await desk.RunAsync(Assert.Single(desk.List()).Id, default);
    }

    private static byte[] OfferAgain(Journey journey)
    {
        using var key = journey.DoctorB.Keys.Delegation(journey.Share.KeyIndex);
        var grant = (Protocol.Records.Grant)journey.Network.ChainA.Find(journey.Grant.GrantId)!.Body;
        using var offer = new DelegationOffer { ChainId = journey.Visit.ChainId, Pid = journey.Visit.Pid, Grant = grant, Blinded = SecretScalar.Random() };
        return offer.ToBytes();
    }
}
