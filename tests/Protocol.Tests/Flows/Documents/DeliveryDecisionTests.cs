using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Documents;

public sealed class DeliveryDecisionTests
{
    private readonly DocumentScene scene = new();

    [Fact]
    public void A_grant_of_the_folder_or_the_document_lets_the_reader_have_it()
    {
        var (ofFolder, _) = scene.Share();
        var (ofDocument, _) = scene.Share(scene.Document);
        Assert.False(DeliveryDecision.Decide(scene.Request(ofFolder.Id), scene.View()).OrThrow().AsOwner);
        Assert.Equal(scene.Document.Id, new Bytes32(DeliveryDecision.Decide(scene.Request(ofDocument.Id), scene.View()).OrThrow().Grant!.Target.Span));
    }

    [Fact]
    public void The_owner_reads_without_a_grant_and_the_author_does_not()
    {
        Assert.True(DeliveryDecision.Decide(scene.Request(default, by: scene.Visit.Signing), scene.View()).OrThrow().AsOwner);
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(default, by: scene.Doctor.Signing)));
    }

    [Fact]
    public void A_grant_of_one_document_gives_no_other()
    {
        var other = scene.Add(scene.Folders.Write(scene.Doctor, scene.Folder, "image"));
        var (grant, _) = scene.Share(scene.Document);
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(grant.Id, other)));
    }

    [Fact]
    public void A_grant_of_one_folder_gives_nothing_of_another_or_of_its_successor()
    {
        var next = new TestFolder("next", scene.Visit.Signing);
        var (grant, _) = scene.Share();
        scene.Add(scene.Folders.Open(next, scene.Folder));
        var later = scene.Add(scene.Folders.Write(scene.Doctor, next, "later"));
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(grant.Id, later)));
        Assert.Null(CodeOf(scene.Request(grant.Id)));
    }

    [Fact]
    public void A_grant_to_another_serves_nobody_else()
    {
        var (grant, _) = scene.Share();
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(grant.Id, by: scene.Doctor.Signing)));
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(scene.Document.Id)));
    }

    [Fact]
    public void A_grant_is_in_force_from_its_beginning_to_its_end()
    {
        var (grant, _) = scene.Folders.Grant(scene.Folder, scene.Insurer, fromMillis: DocumentScene.Now + 10, untilMillis: DocumentScene.Now + 20);
        scene.Add(grant);
        Assert.Equal("CONSENT_NOT_YET_VALID", CodeOf(scene.Request(grant.Id), scene.View(DocumentScene.Now + 9)));
        Assert.Null(CodeOf(scene.Request(grant.Id), scene.View(DocumentScene.Now + 10)));
        Assert.Null(CodeOf(scene.Request(grant.Id), scene.View(DocumentScene.Now + 19)));
        Assert.Equal("CONSENT_EXPIRED", CodeOf(scene.Request(grant.Id), scene.View(DocumentScene.Now + 20)));
    }

    [Fact]
    public void A_clock_behind_the_chain_prolongs_no_grant()
    {
        var (grant, _) = scene.Folders.Grant(scene.Folder, scene.Insurer, untilMillis: scene.State.Head.TimeMillis + 1);
        scene.Add(grant);
        Assert.Equal("CONSENT_EXPIRED", CodeOf(scene.Request(grant.Id), scene.View(World.StartMillis)));
    }

    [Fact]
    public void A_revoked_reader_is_refused_with_the_height_and_before_it_on_sight()
    {
        var (grant, _) = scene.Share();
        Assert.Equal("CONSENT_REVOKED", CodeOf(scene.Request(grant.Id), scene.View(revoked: new HashSet<Bytes32> { grant.Id })));
        scene.Add(scene.Folders.Revoke(scene.Folder, grant.Id));
        var refusal = DeliveryDecision.Decide(scene.Request(grant.Id), scene.View()).Refusal!;
        Assert.Equal("CONSENT_REVOKED", refusal.Code);
        Assert.Equal($"height {scene.State.Head.Height}", refusal.Detail);
    }

    [Fact]
    public void An_access_range_that_leaves_the_reader_out_beats_a_grant()
    {
        Assert.Equal("OUTSIDE_ACCESS_RANGE", CodeIn(AccessRange.Of([scene.Doctor.Key], 0, ulong.MaxValue), "a"));
        Assert.Equal("OUTSIDE_ACCESS_RANGE", CodeIn(AccessRange.Of([], DocumentScene.Now + 1, ulong.MaxValue), "b"));
        Assert.Equal("OUTSIDE_ACCESS_RANGE", CodeIn(AccessRange.Of([], 0, DocumentScene.Now), "c"));
        Assert.Null(CodeIn(AccessRange.Of([scene.Doctor.Key, scene.Insurer.Key], DocumentScene.Now, DocumentScene.Now + 1), "d"));

        string? CodeIn(AccessRange range, string text)
        {
            var document = scene.Add(scene.Folders.Write(scene.Doctor, scene.Folder, text, range));
            return CodeOf(scene.Request(scene.Share(document).Grant.Id, document));
        }
    }

    [Fact]
    public void Nothing_of_an_erased_document_is_delivered_to_anyone()
    {
        var (grant, _) = scene.Share();
        scene.Add(scene.Folders.Erase(scene.Folder, scene.Document, scene.World.Cloud, scene.World.Proxy));
        Assert.Equal("ERASED", CodeOf(scene.Request(grant.Id)));
        Assert.Equal("ERASED", CodeOf(scene.Request(default, by: scene.Visit.Signing)));
    }

    [Fact]
    public void A_closed_visits_grants_and_key_are_over()
    {
        var (grant, _) = scene.Share();
        scene.Add(scene.World.CloseVisit(scene.Visit));
        Assert.Equal("VISIT_CLOSED", CodeOf(scene.Request(grant.Id)));
        Assert.Equal("VISIT_CLOSED", CodeOf(scene.Request(default, by: scene.Visit.Signing)));
    }

    [Fact]
    public void Without_fresh_heads_of_both_chains_nothing_is_delivered()
    {
        var (grant, _) = scene.Share();
        var request = scene.Request(grant.Id);
        var age = scene.World.HospitalGenesis.Parameters.HeadAgeMaxMillis;
        Assert.Null(CodeOf(request, scene.View(headTime: DocumentScene.Now - age)));
        Assert.Equal("HEAD_TOO_OLD", CodeOf(request, scene.View(headTime: DocumentScene.Now - age - 1)));
        Assert.Equal("CHAIN_UNKNOWN", CodeOf(request, scene.View(withReaderChain: false)));
        var view = scene.View();
        Assert.Equal("HEAD_TOO_OLD", CodeOf(request, Copy(view, head: null, readerHead: view.ReaderHead)));
        Assert.Equal("HEAD_TOO_OLD", CodeOf(request, Copy(view, view.Head, readerHead: null)));
        Assert.Equal("HEAD_TOO_OLD", CodeOf(request, Copy(view, DocumentScene.HeadOf(scene.State, scene.World.Cloud, DocumentScene.Now), view.ReaderHead)));
    }

    [Fact]
    public void Who_left_the_registry_or_was_never_there_reads_nothing()
    {
        var (grant, _) = scene.Share();
        var before = new DocumentScene().World.Registry[1];
        var view = scene.View();
        var earlier = new DeliveryView
        {
            Chain = view.Chain,
            Head = view.Head,
            ReaderChain = before,
            ReaderHead = DocumentScene.HeadOf(before, scene.World.Manager, DocumentScene.Now),
            RevokedOnSight = view.RevokedOnSight,
            NowMillis = view.NowMillis,
        };
        Assert.Equal("GRANTEE_UNKNOWN", CodeOf(scene.Request(grant.Id), earlier));
    }

    [Fact]
    public void A_request_of_another_chain_or_signed_by_another_is_refused()
    {
        var (grant, _) = scene.Share();
        var right = scene.Request(grant.Id);
        var forged = new AccessRequest
        {
            ChainId = right.ChainId,
            RecordId = right.RecordId,
            GrantId = right.GrantId,
            Requester = right.Requester,
            Nonce = right.Nonce,
            TimeMillis = right.TimeMillis + 1,
            Signature = right.Signature,
        };
        var elsewhere = AccessRequest.Sign(scene.World.RegistryGenesis.ChainId, right.RecordId, right.GrantId, right.Nonce, right.TimeMillis, scene.Insurer.Signing);
        Assert.Equal("REQUEST_INVALID", CodeOf(forged));
        Assert.Equal("WRONG_CHAIN", CodeOf(elsewhere));
        Assert.Equal("RECORD_UNKNOWN", CodeOf(scene.Request(grant.Id, grant)));
    }

    private static DeliveryView Copy(DeliveryView view, Blocks.SignedHead? head, Blocks.SignedHead? readerHead) => new()
    {
        Chain = view.Chain,
        Head = head,
        ReaderChain = view.ReaderChain,
        ReaderHead = readerHead,
        RevokedOnSight = view.RevokedOnSight,
        NowMillis = view.NowMillis,
    };

    private string? CodeOf(AccessRequest request, DeliveryView? view = null) =>
        DeliveryDecision.Decide(request, view ?? scene.View()).Refusal?.Code;
}
