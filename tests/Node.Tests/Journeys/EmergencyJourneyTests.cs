using HospitalChain.Client;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>An emergency from client to client through real nodes: store, mail, the hospital's own part (docs/adr/0021).</summary>
public sealed class EmergencyJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_officers_open_one_record_the_patient_is_told_and_what_nobody_ends_ends_by_itself()
    {
        var (bea, cai) = (await OfficerAsync("Bea"), await OfficerAsync("Cai"));
        var (record, plaintext) = await DiagnoseAsync();
        await new EscrowDesk(network.PatSession()).ShareAsync(
            network.Note, EscrowPurpose.BreakGlass, [KeyOf(bea), KeyOf(cai), network.Ada.Key], 2, DocumentNetwork.Wait, Cancellation);

        var open = await OpenAsync(bea, cai, TimeSpan.FromHours(1));
        var reader = new EmergencyReader(bea);
        await reader.AskAsync(open, record, DocumentNetwork.Wait, Cancellation);
        Assert.Single((await new EmergencyReader(cai).AnswerAsync(Cancellation)).Taken);
        var path = await reader.ReadAsync(open, record, network.NewFile("opened"), Cancellation);
        Assert.Equal(plaintext, await File.ReadAllBytesAsync(path, Cancellation));
        var close = await new EmergencyDesk(cai).CloseAsync(open, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, close.RecordId);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => new EmergencyReader(bea).AskAsync(open, record, TimeSpan.Zero, Cancellation));
        Assert.Equal("BREAK_GLASS_OVER", refused.Refusal.Code);

        var hospital = new EmergencyDesk(network.HospitalSession());
        Assert.Equal("found unconscious", await hospital.StatementAsync(open, Cancellation));
        await hospital.ReviewAsync(open, justified: true, DocumentNetwork.Wait, Cancellation);
        await ToldAsync(RecordKinds.BreakGlassOpen, RecordKinds.BreakGlassClose, RecordKinds.Review);

        var forgotten = await OpenAsync(bea, cai, TimeSpan.FromSeconds(10));
        var credit = 0u;
        await network.Node("hospital").UntilAsync(network.ChainA, host =>
        {
            credit = host.Chain.Entries.Credit(KeyOf(bea))!.Value.Points;
            return host.Chain.Entries.BreakGlass(forgotten) is { Closed: true, Verdict: ReviewVerdict.Overdue };
        });
        Assert.Equal(90u, credit);
        await TakeBackAsync(bea, cai, record);
    }

    /// <summary>During an open emergency: the store itself hands out nothing more, and nothing is opened anew.</summary>
    private async Task TakeBackAsync(ClientSession bea, ClientSession cai, Bytes32 recordId)
    {
        var open = await OpenAsync(bea, cai, TimeSpan.FromHours(1));
        var withdrawn = await new EscrowDesk(network.PatSession()).WithdrawAsync(network.Note, EscrowPurpose.BreakGlass, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, withdrawn.RecordId);
        var identity = bea.OwnIdentity();
        var record = (await bea.Chains.RecordAsync(network.ChainA, recordId, identity, Cancellation)).Record;
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            new ContentDownload(bea, identity).FetchAsync(record, ((Diagnosis)record.Body).Content, open, Cancellation));
        Assert.Equal("ESCROW_WITHDRAWN", refused.Refusal.Code);
        refused = await Assert.ThrowsAsync<RefusedException>(() => OpenAsync(bea, cai, TimeSpan.FromHours(1)));
        Assert.Equal("ESCROW_WITHDRAWN", refused.Refusal.Code);
    }

    private static Bytes32 KeyOf(ClientSession session) => session.OwnIdentity().Key.PublicKey;

    private async Task<ClientSession> OfficerAsync(string name)
    {
        var doctor = network.World.Doctor(name);
        await network.SealAsync(network.World.EnrolDoctor(doctor));
        return network.Session(doctor, ProfileRole.Doctor, network.ChainA);
    }

    private async Task<(Bytes32 RecordId, byte[] Plaintext)> DiagnoseAsync()
    {
        var ada = network.AdaSession();
        var assignment = new DoctorAssignment
        {
            ChainId = network.ChainA,
            HospitalPid = network.World.HospitalPid,
            Pid = network.Visit.Claim.Pid,
            Doctors = [network.Ada.Key],
            Id = network.Visit.Id,
            Alpha = network.Visit.Alpha,
        };
        ada.Shelf.Put(ShelfKinds.Assignment, SecretShelf.IdOf(network.Visit.Claim.Pid.Span), assignment.ToBytes());
        var file = network.NewFile("diagnosis.json");
        var plaintext = "{\"resourceType\":\"Condition\"}"u8.ToArray();
        await File.WriteAllBytesAsync(file, plaintext, Cancellation);
        var writer = new DiagnosisWriter(ada);
        var draft = await writer.BeginAsync(assignment, file, new FhirCoding(FhirCoding.SnomedCt, "195967001", null), FhirReader.MediaType, Cancellation);
        var status = await writer.FinishAsync(draft, assignment, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        return (status.RecordId, plaintext);
    }

    private async Task<Bytes32> OpenAsync(ClientSession lead, ClientSession other, TimeSpan lasts)
    {
        var terms = await new EmergencyDesk(lead).CallAsync(
            network.Note.Pid, "ETREAT", "found unconscious", [KeyOf(other)], lasts, TimeSpan.FromSeconds(1), Cancellation);
        var called = new EmergencyDesk(other);
        await called.ReceiveAsync(Cancellation);
        await called.AgreeAsync(terms.Hash, Cancellation);
        var status = await new EmergencyDesk(lead).OpenAsync(terms.Hash, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        return status.RecordId;
    }

    private async Task ToldAsync(params IEnumerable<string> kinds)
    {
        var notices = new EmergencyNotices(network.PatSession());
        var told = new HashSet<string>(StringComparer.Ordinal);
        using var patience = Patience.Token();
        while (!told.IsSupersetOf(kinds))
        {
            patience.Token.ThrowIfCancellationRequested();
            await notices.ReceiveAsync(network.Note, Cancellation);
            told.UnionWith((await notices.ReadAsync(network.Note, Cancellation)).Select(record => record.Kind));
        }
    }
}
