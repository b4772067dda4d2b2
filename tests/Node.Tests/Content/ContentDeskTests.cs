using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Content;

/// <summary>The store hands content out as the chain at its newest block says, and only after the access was promised (chain.md §4.7).</summary>
public sealed class ContentDeskTests : IAsyncLifetime
{
    private readonly ContentBench bench = new();

    public async ValueTask InitializeAsync()
    {
        await bench.KeepAsync(bench.Diagnosis);
        await bench.KeepAsync(bench.TeamDiagnosis);
        await bench.KeepAsync(bench.Document);
    }

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_patient_gets_a_doctors_and_a_teams_content_and_each_access_is_recorded_and_promised()
    {
        foreach (var record in (Record[])[bench.Diagnosis, bench.TeamDiagnosis])
        {
            var delivery = (await bench.AskAsync(record, bench.Visit.Signing)).OrThrow();
            var access = Assert.Single(bench.Hospital.Submitted, submitted => submitted.Id == delivery.AccessId);
            Assert.Equal(bench.World.Cloud.Key, access.Author);
            var body = Assert.IsType<Access>(access.Body);
            Assert.Equal((true, record.Id, bench.Visit.Signing.PublicKey), (body.Delivered, body.Request.RecordId, body.Request.Requester));
            Assert.Null(await bench.Desk.RefusesPartAsync(delivery.Ticket, bench.Visit.Signing.PublicKey, ContentDecision.ContentOf(record.Body)!.ContentHash, CancellationToken.None));
        }

        bench.Hospital.Seal(); // both access records are good for a block
    }

    [Fact]
    public async Task Writers_and_the_folders_owner_get_what_they_wrote_or_own()
    {
        Assert.Null(await bench.CodeOfAsync(bench.Diagnosis, bench.Ada.Signing));
        Assert.Null(await bench.CodeOfAsync(bench.TeamDiagnosis, bench.Ada.Signing));
        Assert.Null(await bench.CodeOfAsync(bench.TeamDiagnosis, bench.Bea.Signing));
        Assert.Null(await bench.CodeOfAsync(bench.Document, bench.Ada.Signing));
        Assert.Null(await bench.CodeOfAsync(bench.Document, bench.World.Hospital.Signing));
    }

    [Fact]
    public async Task Strangers_and_doctors_of_the_visit_who_wrote_nothing_get_nothing_and_it_is_recorded_after()
    {
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.Folders.Insurer.Signing));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.TeamDiagnosis, bench.Chen.Signing));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Document, bench.Visit.Signing));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.World.Hospital.Signing));
        Assert.Empty(bench.Hospital.Submitted);
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Equal(5, bench.Hospital.Submitted.Count);
        Assert.All(bench.Hospital.Submitted, record => Assert.Equal("CONSENT_MISSING", Assert.IsType<Access>(record.Body).RefusalCode));
        bench.Hospital.Seal();
    }

    [Fact]
    public async Task A_doctor_reads_a_visit_under_the_patients_grant_and_no_longer_after_its_revocation()
    {
        var grant = bench.World.Grant(bench.Visit, bench.Chen, bench.Diagnosis.Id, 0, bench.Now + FolderWorld.Hour, bench.Now);
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id));
        bench.Hospital.Seal(grant);
        Assert.Null(await bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.TeamDiagnosis, bench.Chen.Signing, grant.Id));
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.Bea.Signing, grant.Id));

        bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        var refused = await bench.AskAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id);
        Assert.Equal("CONSENT_REVOKED", refused.Refusal?.Code);
        Assert.Equal($"height {bench.Hospital.State.Head.Height}", refused.Refusal?.Detail);
    }

    [Fact]
    public async Task A_third_party_reads_within_the_grants_time_and_not_beyond()
    {
        var (grant, rekey) = bench.Folders.Grant(
            bench.Folder, bench.Folders.Insurer, fromMillis: bench.Now + FolderWorld.Hour, untilMillis: bench.Now + (2 * FolderWorld.Hour));
        rekey.Dispose();
        bench.Hospital.Seal(grant);
        Assert.Equal("CONSENT_NOT_YET_VALID", await CodeOfInsurerAsync(grant));
        Wait(TimeSpan.FromHours(1));
        Assert.Null(await CodeOfInsurerAsync(grant));
        Wait(TimeSpan.FromHours(1));
        Assert.Equal("CONSENT_EXPIRED", await CodeOfInsurerAsync(grant));
    }

    [Fact]
    public async Task A_grant_opens_nothing_outside_the_access_range()
    {
        var narrow = bench.Folders.Write(bench.Ada, bench.Folder, "narrow", AccessRange.Of([bench.Chen.Key], World.StartMillis, World.StartMillis + (24 * FolderWorld.Hour)));
        var (grant, rekey) = bench.Folders.Grant(bench.Folder, bench.Folders.Insurer);
        rekey.Dispose();
        bench.Hospital.Seal(narrow, grant);
        Assert.Equal("OUTSIDE_ACCESS_RANGE", (await bench.AskAsync(narrow, bench.Folders.Insurer.Signing, grant.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task Without_a_promise_nothing_leaves()
    {
        bench.Hospital.Promising = false;
        Assert.Equal("ACCESS_NOT_PROMISED", await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
    }

    [Fact]
    public async Task A_revocation_that_comes_while_the_promise_is_awaited_still_counts()
    {
        var grant = bench.World.Grant(bench.Visit, bench.Chen, bench.Diagnosis.Id, 0, bench.Now + FolderWorld.Hour, bench.Now);
        bench.Hospital.Seal(grant);
        bench.Hospital.BeforePromise = () =>
        {
            bench.Hospital.BeforePromise = () => { };
            bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        };
        Assert.Equal("CONSENT_REVOKED", await bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id));
    }

    [Fact]
    public async Task A_head_too_old_or_a_chain_that_stopped_closes_the_store()
    {
        bench.Hospital.Stopped = Refusals.Equivocation.With(string.Empty);
        Assert.Equal("CHAIN_STOPPED", await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
        bench.Hospital.Stopped = null;
        Assert.Null(await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
        bench.Time.Advance(TimeSpan.FromMilliseconds(bench.World.HospitalGenesis.Parameters.HeadAgeMaxMillis + 1));
        Assert.Equal("HEAD_TOO_OLD", await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
        bench.Hospital.NewestHead = null;
        Assert.Equal("HEAD_TOO_OLD", await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
    }

    [Fact]
    public async Task A_block_that_its_head_outran_is_awaited_and_decided_on()
    {
        var grant = bench.World.Grant(bench.Visit, bench.Chen, bench.Diagnosis.Id, 0, bench.Now + FolderWorld.Hour, bench.Now);
        var apply = bench.Hospital.SealAhead(grant);
        var asked = bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id);
        apply();
        Assert.Null(await asked);

        var revoke = bench.Hospital.SealAhead(bench.World.Revoke(bench.Visit, grant.Id));
        asked = bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id);
        revoke();
        Assert.Equal("CONSENT_REVOKED", await asked);
    }

    [Fact]
    public async Task A_block_of_the_readers_own_chain_is_awaited_too()
    {
        var (grant, rekey) = bench.Folders.Grant(bench.Folder, bench.Folders.Insurer);
        rekey.Dispose();
        bench.Hospital.Seal(grant);
        var apply = bench.Registry.SealAhead();
        var asked = CodeOfInsurerAsync(grant);
        apply();
        Assert.Null(await asked);
    }

    [Fact]
    public async Task A_block_that_does_not_come_in_time_closes_the_store()
    {
        var apply = bench.Hospital.SealAhead();
        var asked = bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing);
        bench.Time.Advance(LedgerPatience.BlockWait);
        Assert.Equal("HEAD_TOO_OLD", await asked);
        apply();
        Assert.Null(await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
    }

    [Fact]
    public async Task A_closed_visits_key_and_an_erased_document_get_nothing()
    {
        bench.Hospital.Seal(bench.World.CloseVisit(bench.Visit));
        Assert.Equal("VISIT_CLOSED", await bench.CodeOfAsync(bench.Diagnosis, bench.Visit.Signing));
        Assert.Equal("VISIT_CLOSED", await bench.CodeOfAsync(bench.TeamDiagnosis, bench.Visit.Signing));
        bench.Hospital.Seal(bench.Folders.Erase(bench.Folder, bench.Document, bench.World.Cloud));
        Assert.Equal("ERASED", await bench.CodeOfAsync(bench.Document, bench.World.Hospital.Signing));
    }

    [Fact]
    public async Task Content_that_the_chain_names_and_the_store_lacks_is_refused_before_any_record()
    {
        var lost = bench.World.Diagnose(bench.Ada, bench.Visit, "never stored");
        bench.Hospital.Seal(lost);
        Assert.Equal("CONTENT_NOT_FOUND", await bench.CodeOfAsync(lost, bench.Visit.Signing));
        Assert.Empty(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task What_is_no_content_or_not_on_the_chain_is_unknown_and_leaves_no_record()
    {
        var unsealed = bench.World.Diagnose(bench.Ada, bench.Visit, "asthma once more");
        Assert.Equal("RECORD_UNKNOWN", await bench.CodeOfAsync(unsealed, bench.Visit.Signing));
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Empty(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task A_request_counts_once_for_its_signer_alone_also_after_a_restart()
    {
        var request = bench.Request(bench.Diagnosis, bench.Visit.Signing);
        Assert.Equal("NOT_YOUR_REQUEST", (await bench.Desk.DeliverAsync(request, bench.Chen.Key, CancellationToken.None)).Refusal?.Code);
        Assert.True((await bench.AskAsync(request)).Ok);
        bench.Restart();
        Assert.Equal("REQUEST_REPLAYED", (await bench.AskAsync(request)).Refusal?.Code);
    }

    [Fact]
    public async Task A_ticket_is_good_for_its_reader_content_and_time_in_this_process_only()
    {
        var (patient, hash) = (bench.Visit.Signing.PublicKey, HashOf(bench.Diagnosis));
        var ticket = (await bench.AskAsync(bench.Diagnosis, bench.Visit.Signing)).OrThrow().Ticket;
        Assert.Null(await bench.Desk.RefusesPartAsync(ticket, patient, hash, CancellationToken.None));
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(ticket, bench.Chen.Key, hash, CancellationToken.None))?.Code);
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync("!" + ticket[1..], patient, hash, CancellationToken.None))?.Code);
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(ticket, patient, HashOf(bench.TeamDiagnosis), CancellationToken.None))?.Code);
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(null, patient, hash, CancellationToken.None))?.Code);
        for (var i = 0; i < ticket.Length; i += 7)
        {
            var changed = ticket[..i] + (ticket[i] == 'A' ? 'B' : 'A') + ticket[(i + 1)..];
            Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(changed, patient, hash, CancellationToken.None))?.Code);
        }

        bench.Restart();
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(ticket, patient, hash, CancellationToken.None))?.Code);
        var fresh = (await bench.AskAsync(bench.Diagnosis, bench.Visit.Signing)).OrThrow().Ticket;
        Wait(TimeSpan.FromMinutes(10));
        Assert.Equal("DELIVERY_TICKET_INVALID", (await bench.Desk.RefusesPartAsync(fresh, patient, hash, CancellationToken.None))?.Code);
    }

    [Fact]
    public async Task Parts_need_no_further_record_and_end_with_the_grants_revocation()
    {
        var grant = bench.World.Grant(bench.Visit, bench.Chen, bench.Diagnosis.Id, 0, bench.Now + FolderWorld.Hour, bench.Now);
        bench.Hospital.Seal(grant);
        var ticket = (await bench.AskAsync(bench.Diagnosis, bench.Chen.Signing, grant.Id)).OrThrow().Ticket;
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await bench.Desk.RefusesPartAsync(ticket, bench.Chen.Key, HashOf(bench.Diagnosis), CancellationToken.None));
        }

        Assert.Single(bench.Hospital.Submitted);
        bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        Assert.Equal("CONSENT_REVOKED", (await bench.Desk.RefusesPartAsync(ticket, bench.Chen.Key, HashOf(bench.Diagnosis), CancellationToken.None))?.Code);
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.False(Assert.IsType<Access>(Assert.Single(bench.Hospital.Submitted).Body).Delivered);
    }

    [Fact]
    public async Task A_flood_of_refusals_writes_one_record_now_and_one_in_an_hour()
    {
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Diagnosis, bench.Chen.Signing));
            await bench.Refused.SettleAsync(CancellationToken.None);
        }

        Assert.Single(bench.Hospital.Submitted);
        Wait(TimeSpan.FromHours(1));
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Equal(39u, Assert.IsType<Access>(bench.Hospital.Submitted[1].Body).Requests);
    }

    private static Bytes32 HashOf(Record record) => ContentDecision.ContentOf(record.Body)!.ContentHash;

    private Task<string?> CodeOfInsurerAsync(Record grant) => bench.CodeOfAsync(bench.Document, bench.Folders.Insurer.Signing, grant.Id);

    /// <summary>Time passes and the supernodes go on signing heads.</summary>
    private void Wait(TimeSpan time)
    {
        bench.Time.Advance(time);
        bench.Hospital.SignHead();
        bench.Registry.SignHead();
    }
}
