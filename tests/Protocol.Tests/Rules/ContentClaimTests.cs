using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>Stored ciphertext belongs to one record of a chain, whatever its kind (docs/adr/0026).</summary>
public sealed class ContentClaimTests
{
    private readonly HospitalLedger ledger = new();
    private readonly FolderWorld folders;
    private readonly Party ada;
    private readonly Party bea;
    private readonly Visit visit;
    private readonly TestFolder folder;

    public ContentClaimTests()
    {
        folders = new FolderWorld(World);
        (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        visit = World.NewVisit("pat");
        folder = new TestFolder("case", World.Hospital.Signing);
        ledger.With(World.EnrolDoctor(ada), World.EnrolDoctor(bea)).With(World.RegisterVisit(visit, [ada, bea]), folders.Open(folder));
    }

    private World World => ledger.World;

    [Fact]
    public void A_document_of_a_diagnoses_ciphertext_is_refused_so_its_erasure_takes_no_diagnosis_with_it()
    {
        var diagnosis = World.Diagnose(ada, visit, "asthma");
        ledger.With(diagnosis);
        Assert.Equal(diagnosis.Id, ledger.State.Entries.RecordOfContent(FolderWorld.ContentHashOf("asthma")));
        var refusal = ledger.RefusalOf(folders.Write(ada, folder, "asthma"));
        Assert.Equal("CONTENT_CLAIMED", refusal?.Code);
        Assert.Contains(diagnosis.Id.ToString(), refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diagnosis_of_a_documents_ciphertext_is_refused_also_when_that_was_erased()
    {
        var document = folders.Write(ada, folder, "asthma");
        ledger.With(document);
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(World.Diagnose(ada, visit, "asthma")));
        ledger.With(folders.Erase(folder, document, World.Cloud));
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(World.Diagnose(ada, visit, "asthma")));
        Assert.Null(ledger.CodeOf(World.Diagnose(ada, visit, "asthma, sealed anew")));
    }

    [Fact]
    public void Two_diagnoses_have_two_contents_and_a_teams_is_as_any()
    {
        ledger.With(World.Diagnose(ada, visit, "asthma"));
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(World.Diagnose(bea, visit, "asthma")));

        var team = new TeamWork(World, visit, [ada, bea], World.StartMillis + 1000);
        ledger.With(team.Open(World.StartMillis + 1000));
        var steps = team.AllSteps();
        ledger.With([.. steps]);
        var diagnosis = team.Diagnose(steps);
        Assert.Null(ledger.CodeOf(diagnosis));
        var content = ((TeamDiagnosis)diagnosis.Body).Content.ContentHash;
        Assert.Equal(FolderWorld.ContentHashOf("team content"), content);
        ledger.With(folders.Write(ada, folder, "team content"));
        Assert.Equal("CONTENT_CLAIMED", ledger.CodeOf(diagnosis));
    }

    [Fact]
    public void A_claimed_content_costs_its_author_nothing_for_it_depends_on_who_came_first() =>
        Assert.Equal(0u, World.HospitalGenesis.Parameters.CostOf(Refusals.ContentClaimed.Code));

    [Fact]
    public void A_visit_counts_its_doctors_diagnoses_also_when_it_was_closed()
    {
        ulong Counted() => ledger.State.Entries.Visit(visit.Claim.Pid.Span)!.Diagnoses;
        Assert.Equal(0ul, Counted());
        ledger.With(World.Diagnose(ada, visit, "asthma"), World.Diagnose(bea, visit, "cough"));
        ledger.With(folders.Write(ada, folder, "spirometry"));
        Assert.Equal(2ul, Counted());
        ledger.With(World.CloseVisit(visit));
        Assert.Equal(2ul, Counted());
    }
}
