using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class DocumentRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Party ada;
    private readonly Party bea;
    private readonly Visit visit;
    private readonly TestFolder own;
    private readonly TestFolder patients;

    public DocumentRulesTests()
    {
        folders = new FolderWorld(World);
        (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        visit = World.NewVisit("pat");
        own = new TestFolder("hospital's", World.Hospital.Signing);
        patients = new TestFolder("patient's", visit.Signing);
        ledger.With(World.EnrolDoctor(ada), World.EnrolDoctor(bea)).With(World.RegisterVisit(visit, [ada]))
            .With(folders.Open(own), folders.Open(patients));
    }

    private World World => ledger.World;

    [Fact]
    public void Assigned_doctors_and_the_hospital_write_into_a_patients_folder()
    {
        Assert.Null(ledger.CodeOf(folders.Write(ada, patients, "spirometry")));
        Assert.Null(ledger.CodeOf(folders.Write(World.Hospital, patients, "spirometry")));
        Assert.Equal("DOCTOR_NOT_ASSIGNED", ledger.CodeOf(folders.Write(bea, patients, "spirometry")));
    }

    [Fact]
    public void Any_doctor_of_the_hospital_writes_into_its_own_folder() =>
        Assert.Null(ledger.CodeOf(folders.Write(bea, own, "image")));

    [Fact]
    public void Patients_third_parties_and_strangers_write_none()
    {
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Write(folders.Insurer, own, "image")));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(folders.Write(World.Doctor("eve"), own, "image")));
        var byPatient = Record.Sign(folders.ChainId, World.StartMillis, folders.Write(ada, patients, "image").Body, visit.Signing);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(byPatient));
    }

    [Fact]
    public void A_folder_that_went_on_takes_no_more_documents()
    {
        var next = new TestFolder("next", World.Hospital.Signing);
        ledger.With(folders.Open(next, own));
        Assert.Equal("FOLDER_SUCCEEDED", ledger.CodeOf(folders.Write(ada, own, "image")));
        Assert.Null(ledger.CodeOf(folders.Write(ada, next, "image")));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused() =>
        Assert.Equal("FOLDER_UNKNOWN", ledger.CodeOf(folders.Write(ada, new TestFolder("none", ada.Signing), "image")));

    [Fact]
    public void A_closed_visits_folder_takes_no_documents()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(folders.Write(ada, patients, "image")));
    }

    [Fact]
    public void A_capsule_of_another_document_is_refused()
    {
        var other = (Document)folders.Write(ada, own, "other").Body;
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", spoil: parts => parts with { Capsule = other.Capsule.ToArray() })));
    }

    [Fact]
    public void A_capsule_under_another_folders_key_is_refused()
    {
        var body = (Document)folders.Write(ada, patients, "image").Body;
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", spoil: parts => parts with { Capsule = body.Capsule.ToArray() })));
    }

    [Fact]
    public void A_capsule_copied_by_another_author_is_refused()
    {
        var capsule = ((Document)folders.Write(ada, own, "image").Body).Capsule.ToArray();
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(folders.Write(bea, own, "image", spoil: parts => parts with { Capsule = capsule })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(161)]
    public void A_capsule_with_one_flipped_bit_is_refused(int place) =>
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", spoil: parts =>
        {
            var flipped = parts.Capsule.ToArray();
            flipped[place] ^= 1;
            return parts with { Capsule = flipped };
        })));

    [Fact]
    public void A_receipt_of_the_cloud_or_the_hospitals_own_store_is_taken_and_no_others()
    {
        var store = new Party("store");
        World.Join(new EnrolServer(RecordKinds.EnrolNode) { Keys = store.PartyKeys, TlsFingerprint = store.TlsFingerprint, Owner = World.Hospital.Key }, store);
        Assert.Null(ledger.CodeOf(WithStore(World.Cloud)));
        Assert.Null(ledger.CodeOf(WithStore(World.Hospital)));
        Assert.Null(ledger.CodeOf(WithStore(store)));
        Assert.Equal("STORE_UNKNOWN", ledger.CodeOf(WithStore(World.Proxy)));
        Assert.Equal("STORE_UNKNOWN", ledger.CodeOf(WithStore(ada)));

        Record WithStore(Party party) => folders.Write(ada, own, "image", spoil: parts => parts with { Store = party });
    }

    [Fact]
    public void A_receipt_for_another_size_is_refused() =>
        Assert.Equal("RECEIPT_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", spoil: parts => parts with { ReceiptSizeBytes = parts.ReceiptSizeBytes + 1 })));

    [Fact]
    public void One_content_is_one_document()
    {
        ledger.With(folders.Write(ada, own, "image"));
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(folders.Write(bea, own, "image")));
    }

    [Fact]
    public void A_document_saved_before_it_was_made_is_refused() =>
        Assert.Equal("DOCUMENT_DATES_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", spoil: parts => parts with { CreatedMillis = parts.SavedMillis + 1 })));

    [Fact]
    public void A_range_that_ends_before_it_begins_is_refused() =>
        Assert.Equal("ACCESS_RANGE_INVALID", ledger.CodeOf(folders.Write(ada, own, "image", AccessRange.Of([], 5, 5))));

    [Fact]
    public void The_state_keeps_what_a_delivery_and_a_store_ask_for()
    {
        var range = AccessRange.Of([folders.Insurer.Key, ada.Key], 1, 2);
        var record = folders.Write(ada, patients, "spirometry", range);
        ledger.With(record);
        var entry = ledger.State.Entries.Document(record.Id)!;
        Assert.Equal(patients.Id, entry.FolderId);
        Assert.Equal(World.Cloud.Key, entry.Store);
        Assert.Equal(range.Readers, entry.Range.Readers);
        Assert.Equal(record.Id, ledger.State.Entries.RecordOfContent(entry.ContentHash));
        Assert.Null(ledger.State.Entries.RecordOfContent(Bytes32.Zero));
    }
}
