using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Node.Pre;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>The proxy delivers under a grant in force and under nothing else (chain.md §4.7).</summary>
public sealed class AccessTests : IDisposable
{
    private readonly ProxyBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_consented_read_gives_the_record_under_the_readers_key_with_the_promise_of_its_access()
    {
        var grant = bench.Consent();
        var delivery = (await bench.AskAsync(bench.Request(grant))).OrThrow();
        Assert.Equal(bench.Diagnosis.Bytes.ToArray(), delivery.Record.ToArray());
        Assert.True(Promise.Parse(delivery.Promise.Span).OrThrow().SignatureIsValid(bench.World.Hospital.Key));
        var access = Assert.IsType<Access>(Assert.Single(bench.Hospital.Submitted, record => record.Id == delivery.AccessId).Body);
        Assert.True(access.Delivered);

        var body = (Diagnosis)bench.Diagnosis.Body;
        Assert.True(L19Capsule.TryDecode(delivery.Capsule.Span, out var capsule));
        using var delegation = bench.Chen.Keys.Delegation(0);
        var context = DiagnosisContext.Of(bench.Diagnosis, body, bench.Visit.Claim.VisitKey.Span).ToArray();
        Assert.True(L19Verifier.TryVerify(delegation.PublicKey(), capsule, context, out var verified));
        var message = new byte[64];
        Assert.True(L19Encryption.TryDecrypt(delegation, verified, context, message));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("asthma"u8), message[32..]);
    }

    [Fact]
    public async Task A_promise_to_record_the_access_some_day_delivers_nothing()
    {
        var grant = bench.Consent();
        bench.Hospital.DeadlineStretchMillis = 1_000UL * 365 * 24 * 3_600_000;
        Assert.Equal("ACCESS_NOT_PROMISED", await bench.CodeOfAsync(bench.Request(grant)));
        bench.Hospital.DeadlineStretchMillis = 0;
        Assert.Null(await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task Without_consent_nothing_is_read()
    {
        var grant = bench.Grant();
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant)));
        Assert.Empty(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task A_grant_on_the_chain_without_both_halves_reads_nothing()
    {
        var grant = bench.Grant();
        bench.Hospital.Seal(grant);
        Assert.Equal("SHARE_UNKNOWN", await bench.CodeOfAsync(bench.Request(grant)));
        Assert.Null(bench.Keeper.Take(bench.Halves(grant).Doctor));
        bench.Keeper.Settle();
        Assert.Equal("SHARE_INCOMPLETE", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task A_grant_of_one_record_does_not_open_another()
    {
        var other = bench.World.Diagnose(bench.Ada, bench.Visit, "bronchitis");
        bench.Hospital.Seal(other);
        var grant = bench.Consent(other.Id);
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant)));
        Assert.Null(await bench.CodeOfAsync(bench.Request(grant, recordId: other.Id)));
    }

    [Fact]
    public async Task Another_patients_record_is_not_covered_by_this_patients_grant()
    {
        var stranger = bench.World.NewVisit("Sam");
        bench.Hospital.Seal(bench.World.RegisterVisit(stranger, [bench.Ada]));
        var theirs = bench.World.Diagnose(bench.Ada, stranger, "migraine");
        bench.Hospital.Seal(theirs);
        var grant = bench.Consent();
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant, recordId: theirs.Id)));
    }

    [Fact]
    public async Task Another_doctor_does_not_read_under_the_grant()
    {
        var grant = bench.Consent();
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant, bench.World.Doctor("Eve"))));
    }

    [Fact]
    public async Task A_request_signed_by_the_reader_is_of_no_use_to_another_login()
    {
        var request = bench.Request(bench.Consent());
        var answer = await bench.Desk.DeliverAsync(request, bench.World.Doctor("Eve").Key, CancellationToken.None);
        Assert.Equal("NOT_YOUR_REQUEST", answer.Refusal?.Code);
    }

    [Fact]
    public async Task A_forged_request_is_refused_and_never_recorded()
    {
        var right = bench.Request(bench.Consent());
        var forged = new AccessRequest
        {
            ChainId = right.ChainId,
            RecordId = right.RecordId,
            GrantId = right.GrantId,
            Requester = right.Requester,
            Nonce = Bytes32.Zero,
            TimeMillis = right.TimeMillis,
            Signature = right.Signature,
        };
        Assert.Equal("REQUEST_INVALID", await bench.CodeOfAsync(forged));
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Empty(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task A_replayed_request_is_refused_also_after_a_restart()
    {
        var request = bench.Request(bench.Consent());
        Assert.Null(await bench.CodeOfAsync(request));
        Assert.Equal("REQUEST_REPLAYED", await bench.CodeOfAsync(request));
        bench.Restart();
        Assert.Equal("REQUEST_REPLAYED", await bench.CodeOfAsync(request));
    }

    [Theory]
    [InlineData(-121)]
    [InlineData(121)]
    public async Task A_request_far_from_the_proxys_clock_is_refused(int seconds)
    {
        var request = bench.Request(bench.Consent());
        bench.Time.Advance(TimeSpan.FromSeconds(121));
        bench.Hospital.SignHead();
        var late = seconds > 0
            ? request
            : AccessRequest.Sign(request.ChainId, request.RecordId, request.GrantId, request.Nonce, bench.Now + 121_000, bench.Chen.Signing);
        Assert.Equal("REQUEST_STALE", await bench.CodeOfAsync(late));
    }

    [Fact]
    public async Task After_the_revocation_is_shown_nothing_is_read_though_no_block_has_it()
    {
        var grant = bench.Consent();
        Assert.Null(bench.Revocations.Honour(bench.World.Revoke(bench.Visit, grant.Id)));
        Assert.Equal("CONSENT_REVOKED", await bench.CodeOfAsync(bench.Request(grant)));
        bench.Restart();
        Assert.Equal("CONSENT_REVOKED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task After_the_block_of_the_revocation_nothing_is_read()
    {
        var grant = bench.Consent();
        bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        Assert.Equal("CONSENT_REVOKED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task A_revocation_that_comes_while_the_promise_is_awaited_still_counts()
    {
        var grant = bench.Consent();
        bench.Hospital.BeforePromise = () => Assert.Null(bench.Revocations.Honour(bench.World.Revoke(bench.Visit, grant.Id)));
        Assert.Equal("CONSENT_REVOKED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public void Only_the_giver_revokes_on_sight()
    {
        var grant = bench.Consent();
        var other = bench.World.NewVisit("Sam");
        bench.Hospital.Seal(bench.World.RegisterVisit(other, [bench.Ada]));
        Assert.Equal("AUTHOR_NOT_ALLOWED", bench.Revocations.Honour(bench.World.Revoke(other, grant.Id))?.Code);
        var right = bench.World.Revoke(bench.Visit, grant.Id);
        var forged = Record.Assemble(right.ChainId, right.Author, right.IssuedAtMillis, right.Body, other.Signing.Sign(SignedMessage.Record(right.ChainId, right.Id)));
        Assert.Equal("SIGNATURE_INVALID", bench.Revocations.Honour(forged)?.Code);
        Assert.False(bench.Sight.IsRevoked(bench.Hospital.ChainId, grant.Id));
    }

    [Fact]
    public async Task After_its_end_a_grant_reads_nothing_by_the_proxys_clock()
    {
        var grant = bench.Consent();
        bench.Time.Advance(TimeSpan.FromHours(1));
        bench.Hospital.SignHead();
        Assert.Equal("CONSENT_EXPIRED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task Before_its_beginning_a_grant_reads_nothing()
    {
        var from = bench.Now + 300_000;
        var grant = bench.World.Grant(bench.Visit, bench.Chen, null, 0, from + 3_600_000, from);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Hospital.Seal(grant);
        Assert.Equal("CONSENT_NOT_YET_VALID", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task An_old_head_decides_nothing()
    {
        var grant = bench.Consent();
        bench.Time.Advance(TimeSpan.FromMilliseconds(new ChainParameters().HeadAgeMaxMillis + 1));
        Assert.Equal("HEAD_TOO_OLD", await bench.CodeOfAsync(bench.Request(grant)));
        bench.Hospital.SignHead();
        Assert.Null(await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task A_head_whose_block_is_not_here_decides_nothing()
    {
        var grant = bench.Consent();
        bench.Hospital.NewestHead = bench.Hospital.HeadOver(bench.Hospital.State.Head.Height + 1, Bytes32.Zero);
        var asked = bench.CodeOfAsync(bench.Request(grant));
        Assert.False(asked.IsCompleted);
        bench.Time.Advance(LedgerPatience.BlockWait);
        Assert.Equal("HEAD_TOO_OLD", await asked);
    }

    [Fact]
    public async Task A_head_that_contradicts_the_chain_here_decides_nothing()
    {
        var grant = bench.Consent();
        bench.Hospital.NewestHead = bench.Hospital.HeadOver(bench.Hospital.State.Head.Height, Bytes32.Zero);
        Assert.Equal("EQUIVOCATION", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task A_stopped_chain_reads_nothing()
    {
        var grant = bench.Consent();
        bench.Hospital.Stopped = Refusals.Equivocation;
        Assert.Equal("CHAIN_STOPPED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task Without_the_promise_nothing_is_delivered()
    {
        var grant = bench.Consent();
        bench.Hospital.Promising = false;
        Assert.Equal("ACCESS_NOT_PROMISED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task A_closed_visit_reads_nothing_and_its_key_is_destroyed()
    {
        var grant = bench.Consent();
        bench.Hospital.Seal(bench.World.CloseVisit(bench.Visit));
        Assert.Equal("VISIT_CLOSED", await bench.CodeOfAsync(bench.Request(grant)));
        bench.Keeper.Settle();
        Assert.Empty(bench.Vault.Notes());
    }

    [Fact]
    public async Task A_reader_expelled_since_reads_nothing()
    {
        var grant = bench.Consent();
        bench.Hospital.Seal(bench.World.RegisterVisit(bench.World.NewVisit("Sam"), [bench.Chen]));
        var sam = bench.World.NewVisit("Kim");
        bench.Hospital.Seal(bench.World.RegisterVisit(sam, [bench.Chen]));
        for (var i = 0; i < 4; i++)
        {
            var bad = bench.World.Diagnose(bench.Chen, sam, $"spoilt {i}", spoil: parts =>
            {
                var capsule = parts.Capsule;
                capsule[^1] ^= 1;
                return parts with { Capsule = bench.World.Diagnose(bench.Ada, bench.Visit, "elsewhere").Body is Diagnosis other ? other.Capsule.ToArray() : capsule };
            });
            bench.Hospital.Seal(Record.Sign(bench.Hospital.ChainId, bench.Now, new Rejection { Refused = bad, Code = "CAPSULE_INVALID" }, bench.World.Hospital.Signing));
        }

        Assert.True(bench.Hospital.State.Entries.Credit(bench.Chen.Key)!.Value.Expelled);
        Assert.Equal("AUTHOR_EXPELLED", await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public async Task An_unknown_record_is_refused_and_not_recorded()
    {
        var grant = bench.Consent();
        Assert.Equal("RECORD_UNKNOWN", await bench.CodeOfAsync(bench.Request(grant, recordId: grant.Id)));
        Assert.Equal("RECORD_UNKNOWN", await bench.CodeOfAsync(bench.Request(grant, recordId: Bytes32.Zero)));
    }
}
