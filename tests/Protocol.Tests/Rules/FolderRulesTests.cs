using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class FolderRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Visit visit;
    private readonly TestFolder own;
    private readonly TestFolder patients;

    public FolderRulesTests()
    {
        folders = new FolderWorld(World);
        visit = World.NewVisit("pat");
        own = new TestFolder("hospital's", World.Hospital.Signing);
        patients = new TestFolder("patient's", visit.Signing);
        ledger.With(World.EnrolDoctor(World.Doctor("ada"))).With(World.RegisterVisit(visit, [World.Doctor("ada")]));
    }

    private World World => ledger.World;

    [Fact]
    public void The_hospital_and_a_patients_visit_open_folders()
    {
        Assert.Null(ledger.CodeOf(folders.Open(own)));
        Assert.Null(ledger.CodeOf(folders.Open(patients)));
        ledger.With(folders.Open(own), folders.Open(patients));
        Assert.Equal(visit.Signing.PublicKey, ledger.State.Entries.Folder(patients.Id)?.Owner);
        Assert.Equal(own.Pair.PublicKey.Encoded.ToArray(), ledger.State.Entries.Folder(own.Id)?.Key.ToArray());
    }

    [Fact]
    public void Doctors_third_parties_and_strangers_open_none()
    {
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Open(new TestFolder("x", World.Doctor("ada").Signing))));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Open(new TestFolder("x", folders.Insurer.Signing))));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(folders.Open(new TestFolder("x", World.Doctor("eve").Signing))));
    }

    [Fact]
    public void Nobody_opens_a_folder_for_another()
    {
        var body = (OpenFolder)folders.Open(patients).Body;
        var record = Record.Sign(folders.ChainId, World.StartMillis, body, World.Hospital.Signing);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(record));
    }

    [Fact]
    public void A_folder_id_is_used_once()
    {
        ledger.With(folders.Open(own));
        var again = Spoiled(own, body => new OpenFolder { FolderId = body.FolderId, Key = patients.Pair.PublicKey.Encoded.ToArray(), Owner = body.Owner, Predecessor = default });
        Assert.Equal("NOT_NEW", ledger.CodeOf(again));
    }

    [Fact]
    public void A_folder_key_is_used_once_and_for_nothing_else()
    {
        ledger.With(folders.Open(own));
        Assert.Equal("NOT_NEW", ledger.CodeOf(Spoiled(patients, body => WithKey(body, own.Pair.PublicKey.Encoded.ToArray()))));
        var receiving = FolderWorld.ReceivingOf(World.Doctor("ada")).Encoded.ToArray();
        Assert.Equal("NOT_NEW", ledger.CodeOf(Spoiled(patients, body => WithKey(body, receiving))));
    }

    [Fact]
    public void A_key_that_is_no_pair_of_points_is_refused() =>
        Assert.Equal("KEY_MALFORMED", ledger.CodeOf(Spoiled(own, body => WithKey(body, new byte[66]))));

    [Fact]
    public void A_folder_goes_on_once_under_its_owners_new_pair()
    {
        var (next, other) = (new TestFolder("next", World.Hospital.Signing), new TestFolder("other", World.Hospital.Signing));
        ledger.With(folders.Open(own)).With(folders.Open(next, own));
        Assert.Equal(next.Id, ledger.State.Entries.Folder(own.Id)?.Successor);
        Assert.Equal(own.Id, ledger.State.Entries.Folder(next.Id)?.Predecessor);
        Assert.Equal("FOLDER_SUCCEEDED", ledger.CodeOf(folders.Open(other, own)));
        Assert.Null(ledger.CodeOf(folders.Open(other, next)));
    }

    [Fact]
    public void Nobody_continues_anothers_folder_or_one_that_is_not_there()
    {
        ledger.With(folders.Open(own));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(folders.Open(patients, own)));
        Assert.Equal("FOLDER_UNKNOWN", ledger.CodeOf(folders.Open(new TestFolder("y", World.Hospital.Signing), patients)));
    }

    [Fact]
    public void A_lost_visits_key_opens_no_folder()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(folders.Open(patients)));
    }

    [Fact]
    public void A_registry_chain_takes_no_folders()
    {
        var record = Record.Sign(World.RegistryGenesis.ChainId, World.StartMillis, folders.Open(own).Body, World.Manager.Signing);
        var state = World.Registry[^1];
        var refused = Protocol.Rules.RecordRules.Admit(record, new Protocol.Rules.JudgementContext(state.Genesis, state.Entries, null, World.StartMillis));
        Assert.Equal("KIND_NOT_ALLOWED", refused.Refusal?.Code);
    }

    private static OpenFolder WithKey(OpenFolder body, byte[] key) =>
        new() { FolderId = body.FolderId, Key = key, Owner = body.Owner, Predecessor = body.Predecessor };

    private Record Spoiled(TestFolder folder, Func<OpenFolder, OpenFolder> spoil) =>
        Record.Sign(folders.ChainId, World.StartMillis, spoil((OpenFolder)folders.Open(folder).Body), folder.Owner);
}
