using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Pre;
using HospitalChain.Node.Search;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;
using MailLetter = HospitalChain.Protocol.Flows.MailLetter;

namespace HospitalChain.Node.Tests.Services;

/// <summary>One diagnosis through two real nodes, by nothing but their APIs: desk, letters, consent, delivery, revocation, search.</summary>
public sealed class ServiceNodeTests : IAsyncLifetime
{
    private ServiceNetwork network = null!;
    private NodeCaller desk = null!;

    private World World => network.World;

    private Party Ada => World.Doctor("Ada");

    private Party Chen => World.Doctor("Chen");

    public async ValueTask InitializeAsync()
    {
        network = await ServiceNetwork.StartAsync();
        desk = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, World.Hospital.Signing);
        await network.SealAsync(desk, World.EnrolDoctor(Ada, ServiceNetwork.Now), World.EnrolDoctor(Chen, ServiceNetwork.Now));
    }

    public async ValueTask DisposeAsync()
    {
        desk.Dispose();
        await network.DisposeAsync();
    }

    [Fact]
    public async Task A_ticket_of_the_api_is_a_ticket_of_the_patients_client()
    {
        var view = await desk.PostJsonAsync("/v1/desk/tickets", new TicketRequest("bed 7")).ReadAsync<TicketView>();
        var ticket = DeskTicket.Parse(Convert.FromHexString(view.Ticket)).OrThrow();
        Assert.Equal((network.ChainId, view.Alpha), (ticket.ChainId, Convert.ToHexStringLower(ticket.Alpha.Span)));
        using var doctor = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, Ada.Signing);
        Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(doctor.PostJsonAsync("/v1/desk/tickets", new TicketRequest(null))));
        Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(doctor.GetAsync("/v1/desk/registrations")));
        using var stranger = NodeCaller.Anonymous(network.Hospital);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.GetAsync("/v1/desk/registrations")));
    }

    [Fact]
    public async Task A_diagnosis_is_registered_written_consented_to_delivered_revoked_and_found()
    {
        var visit = await RegisterAsync();
        await SeeAssignmentAsync(visit);
        using var ada = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, Ada.Signing);
        var diagnosis = World.Diagnose(Ada, visit, "asthma", ServiceNetwork.Now);
        await network.SealAsync(ada, diagnosis);
        await SeeProofsAsync(ada, diagnosis, visit);

        var grant = await ConsentAsync(visit);
        using var chen = await NodeCaller.EnterAsync(network.Manager, network.ChainId, Chen.Signing);
        var bytes = await (await chen.PostBytesAsync("/v1/pre/access", Request(diagnosis, grant))).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        var delivery = AccessDelivery.Parse(bytes).OrThrow();
        Assert.Equal(diagnosis.Bytes.ToArray(), delivery.Record.ToArray());
        Assert.True(Promise.Parse(delivery.Promise.Span).OrThrow().SignatureIsValid(World.Hospital.Key));
        Assert.Equal(Consensus.SubmissionStatus.InBlock, (await network.Hospital.DecidedAsync(network.ChainId, delivery.AccessId)).Status);

        using var anyone = NodeCaller.Anonymous(network.Manager);
        using (var revoked = await anyone.PostBytesAsync("/v1/pre/revocations", World.Revoke(visit, grant.Id, ServiceNetwork.Now).Bytes))
        {
            Assert.True(revoked.IsSuccessStatusCode, await revoked.Content.ReadAsStringAsync());
        }

        Assert.Equal((403, "CONSENT_REVOKED"), await NodeCaller.RefusalOf(chen.PostBytesAsync("/v1/pre/access", Request(diagnosis, grant))));
        await SearchAsync(ada, visit, diagnosis);
    }

    [Fact]
    public async Task What_a_submission_does_wrong_has_its_code()
    {
        var path = $"/v1/chains/{network.ChainId}/records";
        Assert.Equal((413, "RECORD_TOO_LARGE"), await NodeCaller.RefusalOf(desk.PostBytesAsync(path, new byte[RecordLimits.RecordBytesMax + 1])));
        Assert.Equal((400, "MALFORMED"), await NodeCaller.RefusalOf(desk.PostBytesAsync(path, new byte[100])));
        Assert.Equal((404, "CHAIN_UNKNOWN"), await NodeCaller.RefusalOf(desk.PostBytesAsync($"/v1/chains/{Bytes32.Zero}/records", new byte[1])));
        Assert.Equal((400, "MALFORMED"), await NodeCaller.RefusalOf(desk.PostBytesAsync("/v1/chains/xyz/records", new byte[1])));
        var record = World.EnrolDoctor(World.Doctor("Eve"), ServiceNetwork.Now);
        Assert.Equal((400, "WRONG_CHAIN"), await NodeCaller.RefusalOf(desk.PostBytesAsync($"/v1/chains/{network.Chains.RegistryId}/records", record.Bytes)));
        using var stranger = NodeCaller.Anonymous(network.Hospital);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.PostBytesAsync(path, record.Bytes)));
        await network.SealAsync(desk, record);
        Assert.Equal("in-block", (await desk.SubmitAsync(record)).Status);
    }

    [Fact]
    public async Task A_chain_is_read_as_it_stands()
    {
        var chain = Assert.Single(await desk.GetAsync("/v1/chains").ReadAsync<ChainView[]>(), view => view.ChainId == network.ChainId);
        Assert.Equal(("hospital", "supernode", null), (chain.Kind, chain.Role, chain.Stopped));
        using var stranger = NodeCaller.Anonymous(network.Manager);
        var genesis = Genesis.Parse(await stranger.GetBytesAsync($"/v1/chains/{network.ChainId}/genesis")).OrThrow();
        Assert.Equal(network.ChainId, genesis.ChainId);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.GetAsync("/v1/chains")));
        var head = SignedHead.Parse(await desk.GetBytesAsync($"/v1/chains/{network.ChainId}/head")).OrThrow();
        Assert.True(head.SignatureIsValid(World.Hospital.Key));
        var block = Block.Parse(await desk.GetBytesAsync($"/v1/chains/{network.ChainId}/blocks/1")).OrThrow();
        Assert.Equal(block.Sealed, SealedHeader.Parse(await desk.GetBytesAsync($"/v1/chains/{network.ChainId}/headers/1")).OrThrow(), (a, b) => a.ToBytes().AsSpan().SequenceEqual(b.ToBytes()));
        Assert.Equal((404, "HEIGHT_UNKNOWN"), await NodeCaller.RefusalOf(desk.GetAsync($"/v1/chains/{network.ChainId}/blocks/9999")));
        Assert.Equal("doctor", (await desk.GetAsync($"/v1/chains/{network.ChainId}/enrolments/{Ada.Key}").ReadAsync<EnrolmentView>()).Role);
        Assert.Equal(100u, (await desk.GetAsync($"/v1/chains/{network.ChainId}/credit/{Ada.Key}").ReadAsync<CreditView>()).Points);
        Assert.Equal((404, "KEY_UNKNOWN"), await NodeCaller.RefusalOf(desk.GetAsync($"/v1/chains/{network.ChainId}/enrolments/{Bytes32.Zero}")));
    }

    /// <summary>At the desk, by the patient, and at the desk again.</summary>
    private async Task<Visit> RegisterAsync()
    {
        var visit = World.NewVisit("Pat");
        network.Hospital.Services.GetRequiredService<DeskStore>().Put(
            new DeskEntry { Stage = DeskStage.Issued, Alpha = visit.Alpha, Reference = string.Empty, IssuedMillis = ServiceNetwork.Now });
        var ticket = new DeskTicket
        {
            ChainId = network.ChainId,
            HospitalSealing = World.Hospital.Sealing.PublicKey.Encoded.ToArray(),
            NodeKey = World.Hospital.Key,
            TlsFingerprint = World.Hospital.TlsFingerprint,
            Address = "https://127.0.0.1",
            Alpha = visit.Alpha,
        };
        var registration = Registration.Make(ticket, visit.Claim, visit.Signing, visit.Id, "fever").OrThrow();
        var claim = new CanonicalWriter();
        registration.Claim.Write(claim);
        using var patient = NodeCaller.Anonymous(network.Hospital);
        var body = new RegistrationRequest(Convert.ToHexStringLower(claim.ToArray()), registration.VisitSignature, Convert.ToHexStringLower(registration.Sealed.Span));
        var pid = (await patient.PostJsonAsync("/v1/desk/registrations", body).ReadAsync<RegistrationResult>()).VisitPid;
        var pending = Assert.Single(await desk.GetAsync("/v1/desk/registrations").ReadAsync<PendingRegistration[]>());
        Assert.Equal((pid, visit.Id, "fever"), (pending.Pid, pending.Id, pending.Symptoms));
        var assigned = await desk.PostJsonAsync($"/v1/desk/visits/{pid}/assign", new AssignmentRequest([Ada.Key])).ReadAsync<RecordStatusView>();
        Assert.Equal(Consensus.SubmissionStatus.InBlock, (await network.Manager.DecidedAsync(network.ChainId, assigned.RecordId)).Status);
        return visit;
    }

    private async Task SeeAssignmentAsync(Visit visit)
    {
        var courier = network.Hospital.Services.GetRequiredService<RegistrationDesk>();
        await network.Hospital.UntilAsync(network.ChainId, _ => courier.Pending().Count == 0);
        using var ada = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, Ada.Signing);
        var item = Assert.Single(await ada.GetAsync("/v1/mail").ReadAsync<MailSummary[]>());
        var mail = SignedMail.Parse(await ada.GetBytesAsync($"/v1/mail/{item.Id}")).OrThrow();
        var assignment = DoctorAssignment.Parse(mail.Open(Ada.Sealing, MailPurposes.Assignment, ServiceNetwork.Now).OrThrow()).OrThrow();
        Assert.Equal(visit.Alpha, assignment.Alpha.ToArray());
    }

    private async Task SeeProofsAsync(NodeCaller ada, Record diagnosis, Visit visit)
    {
        var pid = Convert.ToHexStringLower(visit.Claim.Pid.Span);
        var proof = RecordProof.Parse(await ada.GetBytesAsync($"/v1/chains/{network.ChainId}/records/{diagnosis.Id}/proof")).OrThrow();
        Assert.Equal(diagnosis.Id, proof.Verify(World.HospitalGenesis).OrThrow().Record.Id);
        var entry = StateEntryProof.Parse(await ada.GetBytesAsync($"/v1/chains/{network.ChainId}/state/visit/{pid}/proof")).OrThrow();
        Assert.Null(entry.Verify(World.HospitalGenesis, StateKey.Of(StateKinds.Visit, visit.Claim.Pid.Span)));
        var listed = await ada.GetAsync($"/v1/chains/{network.ChainId}/visits/{pid}/records").ReadAsync<VisitRecord[]>();
        Assert.Equal([RecordKinds.RegisterVisit, RecordKinds.Diagnosis], listed.Select(record => record.Kind).ToArray());
        using var chen = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, Chen.Signing);
        Assert.Equal((403, "NOT_YOUR_VISIT"), await NodeCaller.RefusalOf(chen.GetAsync($"/v1/chains/{network.ChainId}/visits/{pid}/records")));
        Assert.Equal("in-block", (await ada.GetAsync($"/v1/chains/{network.ChainId}/records/{diagnosis.Id}").ReadAsync<RecordStatusView>()).Status);
    }

    /// <summary>The patient grants; both halves go by mail from the hospital's node to the proxy at the system manager's.</summary>
    private async Task<Record> ConsentAsync(Visit visit)
    {
        using var patient = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, visit.Signing);
        var grant = World.Grant(visit, Chen, null, 0, ServiceNetwork.Now + 3_600_000, ServiceNetwork.Now);
        await network.SealAsync(patient, grant);
        var shareId = ((PairingDelegation)((Grant)grant.Body).Delegation).ShareId;
        using var delegation = Chen.Keys.Delegation(0);
        var (beta, blinded) = BlindedDelegation.Blind(delegation);
        using var half = new DelegationProxyHalf { ChainId = network.ChainId, ShareId = shareId, Beta = beta };
        using var consent = new DelegationConsent
        {
            ChainId = network.ChainId, ShareId = shareId, GrantId = grant.Id, Blinded = BlindedDelegation.PatientStep(blinded, visit.Key),
        };
        using var doctor = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, Chen.Signing);
        await MailAsync(doctor, Chen.Signing, MailPurposes.DelegationProxy, half.ToBytes());
        await MailAsync(patient, visit.Signing, MailPurposes.DelegationConsent, consent.ToBytes());
        var vault = network.Manager.Services.GetRequiredService<ShareVault>();
        await network.Manager.UntilAsync(network.ChainId, _ => vault.Notes().Any(note => note.Stage == ProxyShareStage.Ready));
        using var chen = await NodeCaller.EnterAsync(network.Manager, network.ChainId, Chen.Signing);
        Assert.Equal("ready", (await chen.GetAsync($"/v1/pre/shares/{shareId}").ReadAsync<ShareView>()).Stage);
        return grant;
    }

    private async Task MailAsync(NodeCaller caller, SigningKey sender, string purpose, byte[] content)
    {
        var letter = new MailLetter(purpose, network.ChainId, World.Proxy.Key, new Bytes32(RandomNumberGenerator.GetBytes(32)), ServiceNetwork.Now + 3_600_000);
        var mail = SignedMail.Write(letter, sender, World.Proxy.Sealing.PublicKey, content);
        var post = new MailPost(mail.Recipient, mail.ChainId, Convert.ToHexStringLower(mail.Sealed.Span), mail.ExpiryMillis, mail.Signature);
        await caller.PostJsonAsync("/v1/mail", post).ReadAsync<MailPosted>();
    }

    private byte[] Request(Record diagnosis, Record grant)
    {
        var nonce = new Bytes32(RandomNumberGenerator.GetBytes(32));
        var writer = new CanonicalWriter();
        AccessRequest.Sign(network.ChainId, diagnosis.Id, grant.Id, nonce, ServiceNetwork.Now, Chen.Signing).Write(writer);
        return writer.ToArray();
    }

    private async Task SearchAsync(NodeCaller ada, Visit visit, Record diagnosis)
    {
        using var symptom = Symptom.FromCode(World.SnomedSystem, "386661006");
        using var hospital = World.Hospital.Keys.Hospital(0);
        var trapdoor = L19Trapdoor.Make(visit.Key, symptom, hospital.PublicKey());
        var body = new SearchRequestBody(network.ChainId, Convert.ToHexStringLower(visit.Claim.Pid.Span), Convert.ToHexStringLower(trapdoor.Encoded));
        Assert.Equal([diagnosis.Id], (await ada.PostJsonAsync("/v1/search", body).ReadAsync<SearchResult>()).Records);
        Assert.Equal((400, "TRAPDOOR_MALFORMED"), await NodeCaller.RefusalOf(ada.PostJsonAsync("/v1/search", body with { Trapdoor = "00" })));
        Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(desk.PostJsonAsync("/v1/search", body)));
    }
}
