using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Escrow, break-glass and recovery through the real client, chains and mail (crypto.md §8).</summary>
public sealed class EmergencyJourneyTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    private readonly List<ClientSession> sessions = [];
    private Journey journey = null!;
    private ClientSession[] officers = [];

    public async ValueTask InitializeAsync()
    {
        journey = await Journey.ToDiagnosisAsync();
        foreach (var name in (string[])["officer a", "officer b", "officer c"])
        {
            var officer = journey.Network.Session(await journey.Network.EnrolDoctorAsync(name, journey.Network.ChainA), ProfileRole.Doctor, journey.Network.ChainA.Genesis.ChainId);
            sessions.Add(officer);
            officers = [.. officers, officer];
        }
    }

    public ValueTask DisposeAsync()
    {
        sessions.ForEach(session => session.Dispose());
        journey.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Two_of_three_officers_open_one_record_and_close()
    {
        await ShareAsync(EscrowPurpose.BreakGlass);
        var open = await OpenAsync();
        var reader = new EmergencyReader(officers[0]);
        await reader.AskAsync(open, journey.RecordId, Wait, default);
        Assert.Equal(journey.RecordId, Assert.Single((await new EmergencyDesk(officers[1]).EmergencyAsync(open, default)).Opened));
        Assert.Equal("ESCROW_SHARES_MISSING", await CodeOfAsync(() => reader.ReadAsync(open, journey.RecordId, FileFor("alone"), default)));
        Assert.Single((await new EmergencyReader(officers[1]).AnswerAsync(default)).Taken);
        var path = await reader.ReadAsync(open, journey.RecordId, FileFor("opened"), default);
        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(path));
        await new EmergencyDesk(officers[1]).CloseAsync(open, Wait, default);
        Assert.Equal("BREAK_GLASS_OVER", await CodeOfAsync(() => reader.AskAsync(open, journey.RecordId, Wait, default)));
        Assert.Equal("BREAK_GLASS_OVER", await CodeOfAsync(() => reader.ReadAsync(open, journey.RecordId, FileFor("again"), default)));
    }

    [Fact]
    public async Task Without_the_patients_choice_or_the_others_word_nothing_is_opened()
    {
        Assert.Equal("ESCROW_UNKNOWN", await CodeOfAsync(() => CallAsync(1)));
        await ShareAsync(EscrowPurpose.Recovery);
        Assert.Equal("ESCROW_UNKNOWN", await CodeOfAsync(() => CallAsync(1)));
        await ShareAsync(EscrowPurpose.BreakGlass);
        var terms = await CallAsync(1);
        Assert.Equal("ESCROW_SHARES_MISSING", await CodeOfAsync(() => new EmergencyDesk(officers[0]).OpenAsync(terms.Hash, Wait, default)));
        Assert.Equal("NOT_FOUND_HERE", await CodeOfAsync(() => new EmergencyDesk(officers[2]).AgreeAsync(terms.Hash, default)));
        Assert.Equal("BREAK_GLASS_OFFICERS", await CodeOfAsync(() => new EmergencyDesk(journey.SessionA).CallAsync(
            journey.Visit.Pid, "ETREAT", "why", [officers[1].OwnIdentity().Key.PublicKey], TimeSpan.FromHours(1), TimeSpan.FromHours(1), default)));
    }

    [Fact]
    public async Task An_officer_answers_only_who_leads_and_only_for_a_read_that_is_recorded()
    {
        await ShareAsync(EscrowPurpose.BreakGlass);
        var open = await OpenAsync();
        var ask = new EmergencyAsk { ChainId = journey.Visit.ChainId, OpenId = open, RecordId = journey.RecordId };
        var own = officers[1].OwnIdentity().Key.PublicKey;
        await new EmergencyDesk(officers[0]).SendAsync(MailPurposes.BreakGlassAsk, own, ask.ToBytes(), default);
        await new EmergencyDesk(officers[2]).SendAsync(MailPurposes.BreakGlassAsk, own, ask.ToBytes(), default);
        var round = await new EmergencyReader(officers[1]).AnswerAsync(default);
        Assert.Empty(round.Taken);
        Assert.Equal("BREAK_GLASS_NOT_RECORDED BREAK_GLASS_OFFICERS", string.Join(' ', round.Refused.Select(refused => refused.Refusal.Code).Order(StringComparer.Ordinal)));
        journey.Network.Clock.Advance(TimeSpan.FromHours(2));
        Assert.All((await new EmergencyReader(officers[1]).AnswerAsync(default)).Refused, refused => Assert.Equal("BREAK_GLASS_OVER", refused.Refusal.Code));
    }

    [Fact]
    public async Task What_the_patient_takes_back_opens_nothing_more_even_while_it_is_open()
    {
        var desk = new EscrowDesk(journey.PatientSession);
        Assert.Equal("ESCROW_UNKNOWN", await CodeOfAsync(() => desk.WithdrawAsync(journey.Visit, EscrowPurpose.BreakGlass, Wait, default)));
        await ShareAsync(EscrowPurpose.BreakGlass);
        var agreed = await CallAsync(1);
        await AgreeAsync(agreed);
        var open = await OpenAsync();
        var reader = new EmergencyReader(officers[0]);
        await reader.AskAsync(open, journey.RecordId, Wait, default);
        Assert.Equal(RecordStatus.InBlock, (await desk.WithdrawAsync(journey.Visit, EscrowPurpose.BreakGlass, Wait, default)).Status);
        Assert.Equal("ESCROW_WITHDRAWN", Assert.Single((await new EmergencyReader(officers[1]).AnswerAsync(default)).Refused).Refusal.Code);
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => reader.AskAsync(open, journey.RecordId, Wait, default)));
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => reader.ReadAsync(open, journey.RecordId, FileFor("withdrawn"), default)));
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => CallAsync(2)));
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => new EmergencyDesk(officers[0]).OpenAsync(agreed.Hash, Wait, default))); // agreed before: the chain refuses
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => desk.WithdrawAsync(journey.Visit, EscrowPurpose.BreakGlass, Wait, default)));
        await new EmergencyDesk(officers[1]).CloseAsync(open, Wait, default);
        await ShareAsync(EscrowPurpose.BreakGlass);
        Assert.NotEqual(open, await OpenAsync());
    }

    [Fact]
    public async Task A_store_that_has_not_heard_of_the_opening_yet_is_asked_again_while_there_is_time()
    {
        await ShareAsync(EscrowPurpose.BreakGlass);
        var open = await OpenAsync();
        var reader = new EmergencyReader(officers[0]);
        journey.Network.CloudStore.Behind = 1;
        Assert.Equal("CONSENT_MISSING", await CodeOfAsync(() => reader.AskAsync(open, journey.RecordId, TimeSpan.Zero, default)));
        journey.Network.CloudStore.Behind = 3;
        await reader.AskAsync(open, journey.RecordId, Wait, default);
        Assert.Equal(0, journey.Network.CloudStore.Behind);
    }

    [Fact]
    public async Task Guardians_release_nothing_of_what_was_taken_back()
    {
        await ShareAsync(EscrowPurpose.Recovery);
        using var owner = SealingKey.DeriveFromIkm(new byte[32]);
        var guardian = new EscrowDesk(officers[0]);
        Assert.NotNull(await guardian.ReleaseAsync(journey.Visit.ChainId, journey.Visit.Pid, owner.PublicKey, default));
        await new EscrowDesk(journey.PatientSession).WithdrawAsync(journey.Visit, EscrowPurpose.Recovery, Wait, default);
        Assert.Equal("ESCROW_WITHDRAWN", await CodeOfAsync(() => guardian.ReleaseAsync(journey.Visit.ChainId, journey.Visit.Pid, owner.PublicKey, default)));
    }

    [Fact]
    public async Task The_opening_is_sent_again_as_it_was_signed()
    {
        await ShareAsync(EscrowPurpose.BreakGlass);
        var terms = await CallAsync(1);
        await AgreeAsync(terms);
        journey.Network.NodeA.UnreachableAt = "/records";
        Assert.Equal("NODE_UNREACHABLE", await CodeOfAsync(() => new EmergencyDesk(officers[0]).OpenAsync(terms.Hash, Wait, default)));
        journey.Network.NodeA.UnreachableAt = null;
        var status = await new EmergencyDesk(officers[0]).OpenAsync(terms.Hash, Wait, default);
        Assert.Equal(status.RecordId, (await new EmergencyDesk(officers[0]).OpenAsync(terms.Hash, Wait, default)).RecordId);
    }

    [Fact]
    public async Task Guardians_give_a_lost_visit_back_to_a_new_keystore()
    {
        await ShareAsync(EscrowPurpose.Recovery);
        var fresh = journey.Network.Session(TestParty.Named("new keystore"), ProfileRole.Patient, null);
        sessions.Add(fresh);
        var desk = new EscrowDesk(fresh);
        Assert.True(SealingPublicKey.TryDecode(desk.NewKey(), out var owner));
        var shares = new List<ReleasedShare>();
        foreach (var guardian in officers[..2])
        {
            var released = await new EscrowDesk(guardian).ReleaseAsync(journey.Visit.ChainId, journey.Visit.Pid, owner, default);
            shares.Add(ReleasedShare.Parse(released.ToBytes()).OrRefuse());
        }

        var genesis = journey.Network.ChainA.Genesis;
        Assert.Equal("ESCROW_SHARES_MISSING", CodeOf(() => desk.Restore(genesis, [shares[0], shares[0]])));
        using var thief = journey.Network.Session(TestParty.Named("thief"), ProfileRole.Patient, null);
        Assert.Equal("ESCROW_SHARE_INVALID", CodeOf(() => new EscrowDesk(thief).Restore(genesis, shares)));
        var visit = desk.Restore(genesis, shares);
        var opened = await new OwnRecordReader(fresh).ReadAsync(visit, journey.RecordId, FileFor("restored"), default);
        Assert.Equal(journey.Plaintext, await File.ReadAllBytesAsync(opened.Path));
        var (was, now) = (new PatientVisits(journey.PatientSession), new PatientVisits(fresh));
        using var receiving = now.ReceivingOf(visit);
        using var receivingWas = was.ReceivingOf(journey.Visit);
        Assert.Equal(receivingWas.PublicKey.Encoded.ToArray(), receiving.PublicKey.Encoded.ToArray());
        Assert.Equal("INPUT_INVALID", await CodeOfAsync(() => desk.ShareAsync(visit, EscrowPurpose.Recovery, [.. officers.Select(KeyOf)], 2, Wait, default)));
    }

    [Fact]
    public async Task Nothing_that_leaves_a_machine_holds_the_visits_key_or_a_share()
    {
        await ShareAsync(EscrowPurpose.BreakGlass);
        var open = await OpenAsync();
        await new EmergencyReader(officers[0]).AskAsync(open, journey.RecordId, Wait, default);
        await new EmergencyReader(officers[1]).AnswerAsync(default);
        await new EmergencyReader(officers[0]).ReadAsync(open, journey.RecordId, FileFor("opened"), default);
        var never = new List<byte[]>();
        using (var key = new PatientVisits(journey.PatientSession).KeyOf(journey.Visit))
        {
            never.Add(BytesOf(key));
        }

        var named = journey.Network.ChainA.State.Entries.EscrowOf(journey.Visit.Pid, EscrowPurpose.BreakGlass)!.Value;
        var body = (Escrow)journey.Network.ChainA.Find(named)!.Body;
        foreach (var officer in officers)
        {
            using var share = EscrowShare.Open(journey.Visit.ChainId, body, KeyOf(officer), officer.OwnSealing()).OrRefuse();
            never.Add(BytesOf(share.Secret));
        }

        Assert.DoesNotContain(journey.Network.Sent, bytes => never.Any(part => bytes.AsSpan().IndexOf(part) >= 0
            || Encoding.ASCII.GetString(bytes).Contains(Convert.ToHexStringLower(part), StringComparison.Ordinal)));
    }

    private static byte[] BytesOf(SecretScalar scalar)
    {
        var bytes = new byte[SecretScalar.Size];
        scalar.CopyTo(bytes);
        return bytes;
    }

    private static Bytes32 KeyOf(ClientSession session) => session.OwnIdentity().Key.PublicKey;

    private static string? CodeOf(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal.Code;
        }
    }

    private static async Task<string?> CodeOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal.Code;
        }
    }

    private string FileFor(string name) => journey.DoctorB.FileFor(name);

    private async Task ShareAsync(EscrowPurpose purpose)
    {
        var status = await new EscrowDesk(journey.PatientSession).ShareAsync(journey.Visit, purpose, [.. officers.Select(KeyOf)], 2, Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
    }

    private Task<BreakGlassTerms> CallAsync(int other) => new EmergencyDesk(officers[0]).CallAsync(
        journey.Visit.Pid, "ETREAT", "unconscious", [KeyOf(officers[other])], TimeSpan.FromHours(1), TimeSpan.FromHours(1), default);

    private async Task AgreeAsync(BreakGlassTerms terms)
    {
        var called = new EmergencyDesk(officers[1]);
        Assert.Single((await called.ReceiveAsync(default)).Taken);
        await called.AgreeAsync(terms.Hash, default);
    }

    private async Task<Bytes32> OpenAsync()
    {
        var terms = await CallAsync(1);
        await AgreeAsync(terms);
        var status = await new EmergencyDesk(officers[0]).OpenAsync(terms.Hash, Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
        return status.RecordId;
    }
}
