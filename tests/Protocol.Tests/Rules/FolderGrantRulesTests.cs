using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class FolderGrantRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Party ada;
    private readonly Visit visit;
    private readonly TestFolder own;
    private readonly TestFolder patients;
    private readonly Record document;

    public FolderGrantRulesTests()
    {
        folders = new FolderWorld(World);
        ada = World.Doctor("ada");
        visit = World.NewVisit("pat");
        own = new TestFolder("hospital's", World.Hospital.Signing);
        patients = new TestFolder("patient's", visit.Signing);
        document = folders.Write(ada, patients, "spirometry");
        ledger.With(World.EnrolDoctor(ada)).With(World.RegisterVisit(visit, [ada]))
            .With(folders.Open(own), folders.Open(patients)).With(document);
    }

    private World World => ledger.World;

    [Fact]
    public void Owners_grant_folders_and_single_documents_and_revoke_them()
    {
        var (ofFolder, _) = folders.Grant(patients, folders.Insurer);
        var (ofDocument, _) = folders.Grant(patients, folders.Insurer, document);
        var (byHospital, _) = folders.Grant(own, folders.Insurer);
        Assert.Null(ledger.CodeOf(ofFolder));
        Assert.Null(ledger.CodeOf(ofDocument));
        Assert.Null(ledger.CodeOf(byHospital));
        ledger.With(ofFolder, ofDocument, byHospital);
        Assert.Equal(((OneWayDelegation)((Grant)ofFolder.Body).Delegation).Commitment.ToArray(), ledger.State.Entries.Grant(ofFolder.Id)?.DelegationKey.ToArray());
        Assert.Equal([World.Proxy.Key], ledger.State.Entries.Folder(patients.Id)!.Proxies);

        ledger.With(folders.Revoke(patients, ofFolder.Id), folders.Revoke(own, byHospital.Id));
        Assert.True(ledger.State.Entries.Grant(ofFolder.Id)?.Revoked);
        Assert.True(ledger.State.Entries.Grant(byHospital.Id)?.Revoked);
        Assert.False(ledger.State.Entries.Grant(ofDocument.Id)?.Revoked);
    }

    [Fact]
    public void Nobody_grants_or_revokes_for_the_owner()
    {
        var (grant, _) = folders.Grant(patients, folders.Insurer);
        var byHospital = Record.Sign(folders.ChainId, World.StartMillis, grant.Body, World.Hospital.Signing);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(byHospital));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(folders.ChainId, World.StartMillis, grant.Body, ada.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Grant(new TestFolder("patient's", World.Hospital.Signing), folders.Insurer, document).Grant));
        ledger.With(grant);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Revoke(own, grant.Id)));
    }

    [Fact]
    public void A_grantee_is_a_third_party_a_hospital_a_doctor_or_an_open_visit()
    {
        var other = World.NewVisit("other");
        ledger.With(World.RegisterVisit(other, [ada]));
        Assert.Null(ledger.CodeOf(To(folders.Insurer.Key, World.RegistryGenesis.ChainId)));
        Assert.Null(ledger.CodeOf(To(World.Hospital.Key, World.RegistryGenesis.ChainId)));
        Assert.Null(ledger.CodeOf(To(ada.Key, folders.ChainId)));
        Assert.Null(ledger.CodeOf(To(other.Signing.PublicKey, folders.ChainId)));
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(To(World.Doctor("eve").Key, World.RegistryGenesis.ChainId)));
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(To(World.Doctor("eve").Key, folders.ChainId)));
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(To(World.Cloud.Key, World.RegistryGenesis.ChainId)));
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(To(ada.Key, NoChain)));
        ledger.With(World.CloseVisit(other));
        Assert.Equal("GRANTEE_UNKNOWN", ledger.CodeOf(To(other.Signing.PublicKey, folders.ChainId)));
    }

    [Fact]
    public void A_folder_that_is_not_there_or_a_record_that_is_no_document_is_refused()
    {
        var diagnosis = World.Diagnose(ada, visit, "asthma");
        ledger.With(diagnosis);
        Assert.Equal("FOLDER_UNKNOWN", ledger.CodeOf(folders.Grant(new TestFolder("none", visit.Signing), folders.Insurer).Grant));
        Assert.Equal("RECORD_UNKNOWN", ledger.CodeOf(folders.Grant(patients, folders.Insurer, diagnosis).Grant));
    }

    [Fact]
    public void Each_suite_delegates_only_its_own_records()
    {
        var pairing = (Grant)World.Grant(visit, ada, recordId: null).Body;
        var oneWay = (Grant)folders.Grant(patients, folders.Insurer).Grant.Body;
        Assert.Equal("RECORD_NOT_OF_VISIT", ledger.CodeOf(World.Grant(visit, ada, document.Id)));
        Assert.Equal("DELEGATION_INVALID", ledger.CodeOf(Mixed(GrantScope.Folder, patients.Id.ToArray(), pairing.Delegation)));
        Assert.Equal("FOLDER_UNKNOWN", ledger.CodeOf(Mixed(GrantScope.Visit, visit.Claim.Pid, oneWay.Delegation)));
    }

    [Fact]
    public void A_proxy_that_is_not_enrolled_is_refused() =>
        Assert.Equal("PROXY_UNKNOWN", ledger.CodeOf(folders.Grant(patients, folders.Insurer, spoil: grant => Copy(grant, proxy: World.Cloud.Key)).Grant));

    [Fact]
    public void A_grant_ends_after_it_begins() =>
        Assert.Equal("GRANT_PERIOD_INVALID", ledger.CodeOf(folders.Grant(patients, folders.Insurer, untilMillis: World.StartMillis).Grant));

    [Fact]
    public void A_commitment_serves_one_grant()
    {
        var (grant, _) = folders.Grant(patients, folders.Insurer);
        ledger.With(grant);
        var replayed = folders.Grant(patients, folders.Insurer, untilMillis: World.StartMillis + 5, spoil: fresh => Copy(fresh, delegation: ((Grant)grant.Body).Delegation)).Grant;
        Assert.Equal("NOT_NEW", ledger.CodeOf(replayed));
    }

    [Fact]
    public void Commitment_and_V_must_be_points()
    {
        Assert.Equal("KEY_MALFORMED", ledger.CodeOf(WithPoints(share => new() { Commitment = new byte[33], V = share.V, W = share.W })));
        Assert.Equal("KEY_MALFORMED", ledger.CodeOf(WithPoints(share => new() { Commitment = share.Commitment, V = new byte[33], W = share.W })));

        Record WithPoints(Func<OneWayDelegation, OneWayDelegation> spoil) =>
            folders.Grant(patients, folders.Insurer, spoil: grant => Copy(grant, delegation: spoil((OneWayDelegation)grant.Delegation))).Grant;
    }

    [Fact]
    public void A_lost_visits_key_grants_no_folder()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(folders.Grant(patients, folders.Insurer).Grant));
    }

    [Fact]
    public void A_folder_names_so_many_proxies_and_no_more()
    {
        for (var i = 0; i < RecordLimits.FolderProxiesMax; i++)
        {
            ledger.With(Through(Enrolled($"proxy {i}")));
        }

        Assert.Equal("TOO_MANY_PROXIES", ledger.CodeOf(Through(World.Proxy)));

        Party Enrolled(string name)
        {
            var proxy = new Party(name);
            World.Join(new EnrolServer(RecordKinds.EnrolProxy) { Keys = proxy.PartyKeys, TlsFingerprint = proxy.TlsFingerprint, Owner = proxy.Key }, proxy);
            return proxy;
        }

        Record Through(Party proxy) => folders.Grant(patients, folders.Insurer, spoil: grant => Copy(grant, proxy: proxy.Key)).Grant;
    }

    private static Bytes32 NoChain => new(Enumerable.Repeat((byte)7, 32).ToArray());

    private Record To(Bytes32 key, Bytes32 chainId) => folders.Grant(patients, folders.Insurer, spoil: grant => Copy(
        grant, grantee: new Grantee { Key = key, ChainId = chainId, SealedHeader = default, EnrolmentProof = default })).Grant;

    private Record Mixed(GrantScope scope, ReadOnlyMemory<byte> target, Delegation delegation)
    {
        var grant = Copy((Grant)folders.Grant(patients, folders.Insurer).Grant.Body, delegation: delegation);
        return Record.Sign(folders.ChainId, World.StartMillis, new Grant
        {
            Scope = scope,
            Target = target,
            Grantee = grant.Grantee,
            Purpose = grant.Purpose,
            FromMillis = grant.FromMillis,
            UntilMillis = grant.UntilMillis,
            Proxy = grant.Proxy,
            Delegation = grant.Delegation,
        }, visit.Signing);
    }

    private static Grant Copy(Grant grant, Grantee? grantee = null, Bytes32? proxy = null, Delegation? delegation = null) => new()
    {
        Scope = grant.Scope,
        Target = grant.Target,
        Grantee = grantee ?? grant.Grantee,
        Purpose = grant.Purpose,
        FromMillis = grant.FromMillis,
        UntilMillis = grant.UntilMillis,
        Proxy = proxy ?? grant.Proxy,
        Delegation = delegation ?? grant.Delegation,
    };
}
