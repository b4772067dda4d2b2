using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class GrantRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party ada;
    private readonly Party bea;
    private readonly Visit visit;
    private readonly Record diagnosis;

    public GrantRulesTests()
    {
        (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        visit = World.NewVisit("pat");
        diagnosis = World.Diagnose(ada, visit, "asthma");
        ledger.With(World.EnrolDoctor(ada), World.EnrolDoctor(bea)).With(World.RegisterVisit(visit, [ada])).With(diagnosis);
    }

    private World World => ledger.World;

    [Fact]
    public void A_patient_grants_a_record_and_revokes_it_once()
    {
        var grant = World.Grant(visit, bea, diagnosis.Id);
        Assert.Null(ledger.CodeOf(grant));
        ledger.With(grant);
        var revoke = World.Revoke(visit, grant.Id);
        Assert.Null(ledger.CodeOf(revoke));
        ledger.With(revoke);
        Assert.True(ledger.State.Entries.Grant(grant.Id)?.Revoked);
        Assert.Equal("GRANT_REVOKED", ledger.CodeOf(World.Revoke(visit, grant.Id, World.StartMillis + 1)));
    }

    [Fact]
    public void A_patient_grants_the_whole_visit() => Assert.Null(ledger.CodeOf(World.Grant(visit, bea, recordId: null)));

    [Fact]
    public void Another_patient_grants_nothing_of_this_visit()
    {
        var other = World.NewVisit("other");
        ledger.With(World.RegisterVisit(other, [ada]));
        Assert.Equal("RECORD_NOT_OF_VISIT", ledger.CodeOf(World.Grant(other, bea, diagnosis.Id)));
    }

    [Fact]
    public void A_stranger_revokes_nothing()
    {
        var other = World.NewVisit("other");
        var grant = World.Grant(visit, bea, diagnosis.Id);
        ledger.With(World.RegisterVisit(other, [ada]), grant);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Revoke(other, grant.Id)));
        Assert.Equal("GRANT_UNKNOWN", ledger.CodeOf(World.Revoke(visit, diagnosis.Id)));
    }

    [Fact]
    public void A_delegation_key_serves_one_share()
    {
        ledger.With(World.Grant(visit, bea, diagnosis.Id));
        Assert.Equal("NOT_NEW", ledger.CodeOf(World.Grant(visit, bea, recordId: null)));
        Assert.Null(ledger.CodeOf(World.Grant(visit, bea, recordId: null, share: 1)));
    }

    [Fact]
    public void A_grant_that_ends_before_it_begins_is_refused() =>
        Assert.Equal("GRANT_PERIOD_INVALID", ledger.CodeOf(World.Grant(visit, bea, diagnosis.Id, untilMillis: World.StartMillis)));

    [Fact]
    public void A_grant_of_a_record_that_is_not_there_is_refused() =>
        Assert.Equal("RECORD_UNKNOWN", ledger.CodeOf(World.Grant(visit, bea, Bytes32.Zero)));

    [Fact]
    public void A_grant_to_nobody_is_refused() =>
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(World.Grant(visit, World.Doctor("eve"), diagnosis.Id)));

    [Fact]
    public void A_grant_longer_than_the_reader_signed_is_refused()
    {
        var grant = (Grant)World.Grant(visit, bea, diagnosis.Id).Body;
        var longer = new Grant
        {
            Scope = grant.Scope,
            Target = grant.Target,
            Grantee = grant.Grantee,
            Purpose = grant.Purpose,
            FromMillis = grant.FromMillis,
            UntilMillis = grant.UntilMillis + 1,
            Proxy = grant.Proxy,
            Delegation = grant.Delegation,
        };
        Assert.Equal("DELEGATION_INVALID", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, longer, visit.Signing)));
    }

    [Fact]
    public void Only_a_visits_key_grants_at_all()
    {
        var grant = World.Grant(visit, bea, diagnosis.Id);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(grant.ChainId, World.StartMillis, grant.Body, ada.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(grant.ChainId, World.StartMillis, grant.Body, World.Hospital.Signing)));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(Record.Sign(grant.ChainId, World.StartMillis, grant.Body, World.Doctor("eve").Signing)));
        Assert.Null(ledger.State.Entries.VisitAuthoredBy(ada.Key));
    }

    [Fact]
    public void A_closed_visit_gives_no_more_grants()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(World.Grant(visit, bea, diagnosis.Id)));
    }
}
