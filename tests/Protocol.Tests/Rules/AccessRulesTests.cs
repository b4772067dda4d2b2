using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>Who records an access, and of what: a stolen key of a store or proxy fills no chain with accesses that are none.</summary>
public sealed class AccessRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Party ada;
    private readonly Record diagnosis;
    private readonly Record document;
    private readonly Record grant;

    public AccessRulesTests()
    {
        folders = new FolderWorld(World);
        ada = World.Doctor("ada");
        var visit = World.NewVisit("pat");
        var folder = new TestFolder("case", World.Hospital.Signing);
        ledger.With(World.EnrolDoctor(ada)).With(World.RegisterVisit(visit, [ada]), folders.Open(folder));
        diagnosis = World.Diagnose(ada, visit, "asthma");
        document = folders.Write(ada, folder, "spirometry");
        (grant, var rekey) = folders.Grant(folder, folders.Insurer);
        rekey.Dispose();
        ledger.With(diagnosis, document, grant);
    }

    private World World => ledger.World;

    [Fact]
    public void The_store_that_signed_for_the_content_records_its_reads_and_refusals()
    {
        foreach (var record in (Record[])[diagnosis, document])
        {
            Assert.Null(CodeOf(World.Cloud, record.Id, delivered: true));
            Assert.Null(CodeOf(World.Cloud, record.Id, delivered: false));
            Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Hospital, record.Id, delivered: true));
            Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Hospital, record.Id, delivered: false));
        }
    }

    [Fact]
    public void A_proxy_records_what_it_delivered_under_a_grant_that_names_it_and_any_refusal()
    {
        Assert.Null(CodeOf(World.Proxy, document.Id, delivered: true, grant.Id));
        Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Proxy, document.Id, delivered: true));
        Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Proxy, document.Id, delivered: true, diagnosis.Id));
        Assert.Null(CodeOf(World.Proxy, document.Id, delivered: false));
    }

    [Fact]
    public void Nobody_records_an_access_of_what_does_not_stand_here()
    {
        var unknown = new Bytes32(RandomNumberGenerator.GetBytes(32));
        foreach (var holder in (Party[])[World.Cloud, World.Proxy])
        {
            Assert.Equal("RECORD_UNKNOWN", CodeOf(holder, unknown, delivered: false));
            Assert.Equal("RECORD_UNKNOWN", CodeOf(holder, unknown, delivered: true, grant.Id));
        }
    }

    [Fact]
    public void A_store_has_nothing_of_records_without_content() =>
        Assert.Equal("AUTHOR_NOT_ALLOWED", CodeOf(World.Cloud, grant.Id, delivered: false));

    [Fact]
    public void Without_the_readers_own_request_there_is_no_access()
    {
        var asked = Request(document.Id, default);
        var forged = new AccessRequest
        {
            ChainId = asked.ChainId,
            RecordId = diagnosis.Id,
            GrantId = asked.GrantId,
            Requester = asked.Requester,
            Nonce = asked.Nonce,
            TimeMillis = asked.TimeMillis,
            Signature = asked.Signature,
        };
        Assert.Equal("REQUEST_INVALID", ledger.CodeOf(AccessOf(forged, World.Cloud, delivered: true)));
    }

    private string? CodeOf(Party holder, Bytes32 recordId, bool delivered, Bytes32 grantId = default) =>
        ledger.CodeOf(AccessOf(Request(recordId, grantId), holder, delivered));

    private AccessRequest Request(Bytes32 recordId, Bytes32 grantId) => AccessRequest.Sign(
        folders.ChainId, recordId, grantId, new Bytes32(RandomNumberGenerator.GetBytes(32)), World.StartMillis, folders.Insurer.Signing);

    private Record AccessOf(AccessRequest request, Party holder, bool delivered) => Record.Sign(folders.ChainId, World.StartMillis, new Access
    {
        Request = request,
        Delivered = delivered,
        RefusalCode = delivered ? string.Empty : "CONSENT_MISSING",
        Requests = 1,
    }, holder.Signing);
}
