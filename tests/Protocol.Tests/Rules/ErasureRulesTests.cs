using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class ErasureRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Party ada;
    private readonly Visit visit;
    private readonly TestFolder folder;
    private readonly Record document;

    public ErasureRulesTests()
    {
        folders = new FolderWorld(World);
        ada = World.Doctor("ada");
        visit = World.NewVisit("pat");
        folder = new TestFolder("patient's", visit.Signing);
        document = folders.Write(ada, folder, "spirometry");
        ledger.With(World.EnrolDoctor(ada)).With(World.RegisterVisit(visit, [ada])).With(folders.Open(folder)).With(document);
    }

    private World World => ledger.World;

    private ErasureOrder Order => ErasureOrder.Sign(folders.ChainId, document.Id, FolderWorld.ContentHashOf("spirometry"), World.StartMillis, folder.Owner);

    [Fact]
    public void The_proxy_gives_a_receipt_for_a_revoked_grant_once()
    {
        var (grant, _) = folders.Grant(folder, folders.Insurer);
        var revoke = folders.Revoke(folder, grant.Id);
        var receipt = folders.Receipt(World.Proxy, grant.Id, revoke.Id);
        ledger.With(grant);
        Assert.Equal("RECORD_UNKNOWN", ledger.CodeOf(receipt));
        ledger.With(revoke);
        Assert.Null(ledger.CodeOf(receipt));
        ledger.With(receipt);
        Assert.Equal(receipt.Id, ledger.State.Entries.RevocationReceiptOf(grant.Id));
        var again = Record.Sign(folders.ChainId, World.StartMillis + 1, receipt.Body, World.Proxy.Signing);
        Assert.Equal("NOT_NEW", ledger.CodeOf(again));
    }

    [Fact]
    public void A_receipt_of_another_party_or_for_a_grant_in_force_is_refused()
    {
        var (grant, _) = folders.Grant(folder, folders.Insurer);
        var (other, _) = folders.Grant(folder, folders.Insurer, document);
        var revoke = folders.Revoke(folder, grant.Id);
        var stranger = new Party("second proxy");
        World.Join(new EnrolServer(RecordKinds.EnrolProxy) { Keys = stranger.PartyKeys, TlsFingerprint = stranger.TlsFingerprint, Owner = stranger.Key }, stranger);
        ledger.With(grant, other).With(revoke);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Receipt(World.Cloud, grant.Id, revoke.Id)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Receipt(stranger, grant.Id, revoke.Id)));
        Assert.Equal("GRANT_NOT_REVOKED", ledger.CodeOf(folders.Receipt(World.Proxy, other.Id, revoke.Id)));
        Assert.Equal("GRANT_NOT_REVOKED", ledger.CodeOf(folders.Receipt(World.Proxy, grant.Id, document.Id)));
        Assert.Equal("GRANT_UNKNOWN", ledger.CodeOf(folders.Receipt(World.Proxy, document.Id, revoke.Id)));
    }

    [Fact]
    public void An_erasure_confirmed_by_every_holder_stands_in_the_state()
    {
        ledger.With(folders.Grant(folder, folders.Insurer).Grant);
        var erasure = folders.Erase(folder, document, World.Cloud, World.Proxy);
        Assert.Null(ledger.CodeOf(erasure));
        ledger.With(erasure);
        var entry = ledger.State.Entries.Document(document.Id)!;
        Assert.True(entry.Erased);
        Assert.Equal(((Erasure)erasure.Body).Certificate.Hash, entry.CertificateHash);
        Assert.Equal("ERASED", ledger.CodeOf(folders.Erase(folder, document, World.Cloud, World.Proxy, World.Hospital)));
    }

    [Fact]
    public void Erased_content_cannot_be_recorded_again()
    {
        ledger.With(folders.Erase(folder, document, World.Cloud));
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(folders.Write(ada, folder, "spirometry")));
    }

    [Fact]
    public void A_holder_that_did_not_confirm_holds_up_the_erasure()
    {
        Assert.Null(ledger.CodeOf(folders.Erase(folder, document, World.Cloud)));
        Assert.Equal("HOLDER_UNCONFIRMED", ledger.CodeOf(folders.Erase(folder, document, World.Hospital)));
        ledger.With(folders.Grant(folder, folders.Insurer).Grant);
        Assert.Equal("HOLDER_UNCONFIRMED", ledger.CodeOf(folders.Erase(folder, document, World.Cloud)));
    }

    [Fact]
    public void Owner_and_hospital_order_an_erasure_and_any_holder_may_record_it()
    {
        var byHospital = ErasureOrder.Sign(folders.ChainId, document.Id, Order.ContentHash, World.StartMillis, World.Hospital.Signing);
        Assert.Null(ledger.CodeOf(Recorded(World.Hospital.Signing, FolderWorld.CertificateOf(byHospital, World.Cloud))));
        Assert.Null(ledger.CodeOf(Recorded(World.Cloud.Signing, FolderWorld.CertificateOf(Order, World.Cloud))));
        Assert.Null(ledger.CodeOf(Recorded(World.Proxy.Signing, FolderWorld.CertificateOf(Order, World.Cloud))));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Recorded(ada.Signing, FolderWorld.CertificateOf(Order, World.Cloud))));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Recorded(folders.Insurer.Signing, FolderWorld.CertificateOf(Order, World.Cloud))));
        var byAuthor = ErasureOrder.Sign(folders.ChainId, document.Id, Order.ContentHash, World.StartMillis, ada.Signing);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Recorded(World.Hospital.Signing, FolderWorld.CertificateOf(byAuthor, World.Cloud))));
    }

    [Fact]
    public void A_stolen_visits_key_erases_nothing()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Erase(folder, document, World.Cloud)));
    }

    [Fact]
    public void A_confirmation_for_another_document_is_refused()
    {
        var other = folders.Write(ada, folder, "image");
        ledger.With(other);
        var elsewhere = ErasureOrder.Sign(folders.ChainId, other.Id, FolderWorld.ContentHashOf("image"), World.StartMillis, folder.Owner);
        var mixed = new ErasureCertificate { Order = Order, Confirmations = FolderWorld.CertificateOf(elsewhere, World.Cloud).Confirmations };
        Assert.Equal("ERASURE_INVALID", ledger.CodeOf(Recorded(folder.Owner, mixed)));
        var wrongContent = ErasureOrder.Sign(folders.ChainId, document.Id, FolderWorld.ContentHashOf("image"), World.StartMillis, folder.Owner);
        Assert.Equal("ERASURE_INVALID", ledger.CodeOf(Recorded(folder.Owner, FolderWorld.CertificateOf(wrongContent, World.Cloud))));
    }

    [Fact]
    public void An_order_that_its_owner_did_not_sign_is_refused()
    {
        var forged = ErasureOrder.Sign(folders.ChainId, document.Id, Order.ContentHash, World.StartMillis, ada.Signing);
        var order = new ErasureOrder
        {
            ChainId = forged.ChainId,
            DocumentId = forged.DocumentId,
            ContentHash = forged.ContentHash,
            OrderedBy = folder.Owner.PublicKey,
            TimeMillis = forged.TimeMillis,
            Signature = forged.Signature,
        };
        Assert.Equal("ERASURE_INVALID", ledger.CodeOf(Recorded(World.Cloud.Signing, FolderWorld.CertificateOf(order, World.Cloud))));
    }

    [Fact]
    public void Who_can_hold_nothing_confirms_nothing() =>
        Assert.Equal("STORE_UNKNOWN", ledger.CodeOf(folders.Erase(folder, document, World.Cloud, folders.Insurer)));

    [Fact]
    public void Nothing_of_an_erased_document_is_recorded_as_delivered()
    {
        var (grant, _) = folders.Grant(folder, folders.Insurer);
        ledger.With(grant);
        Assert.Null(ledger.CodeOf(AccessBy(World.Proxy, grant.Id, delivered: true)));
        Assert.Null(ledger.CodeOf(AccessBy(World.Cloud, grant.Id, delivered: true)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(AccessBy(World.Hospital, grant.Id, delivered: true))); // did not sign the receipt
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(AccessBy(ada, grant.Id, delivered: true)));
        ledger.With(folders.Erase(folder, document, World.Cloud, World.Proxy));
        Assert.Equal("ERASED", ledger.CodeOf(AccessBy(World.Proxy, grant.Id, delivered: true)));
        Assert.Null(ledger.CodeOf(AccessBy(World.Cloud, grant.Id, delivered: false)));
    }

    private Record Recorded(SigningKey author, ErasureCertificate certificate) =>
        Record.Sign(folders.ChainId, World.StartMillis, new Erasure { Certificate = certificate }, author);

    private Record AccessBy(Party author, Bytes32 grantId, bool delivered) => Record.Sign(folders.ChainId, World.StartMillis, new Access
    {
        Request = AccessRequest.Sign(folders.ChainId, document.Id, grantId, document.Id, World.StartMillis, folders.Insurer.Signing),
        Delivered = delivered,
        RefusalCode = delivered ? string.Empty : "ERASED",
        Requests = 1,
    }, author.Signing);
}
