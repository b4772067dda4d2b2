using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Documents;

/// <summary>Grants and documents follow a party to its new key; a retired one gets nothing.</summary>
public sealed class RotatedReaderTests
{
    private readonly DocumentScene scene = new();

    [Fact]
    public void A_grant_serves_the_readers_new_key_and_no_more_the_old_one()
    {
        var (grant, _) = scene.Share();
        scene.World.SealRegistry(scene.World.RotateKey(scene.Insurer));
        Assert.Null(CodeOf(scene.Request(grant.Id, by: scene.Insurer.Next().Signing)));
        Assert.Equal("KEY_ROTATED", CodeOf(scene.Request(grant.Id)));
        Assert.Equal("CONSENT_MISSING", CodeOf(scene.Request(grant.Id, by: scene.World.Cloud.Signing)));
    }

    [Fact]
    public void A_grant_to_a_retired_reader_delivers_nothing()
    {
        var (grant, _) = scene.Share();
        scene.World.SealRegistry(scene.World.Retire(scene.World.RegistryGenesis.ChainId, scene.Insurer, scene.World.Manager));
        Assert.Equal("PARTY_RETIRED", CodeOf(scene.Request(grant.Id)));
        Assert.Null(scene.State.Entries.Grant(grant.Id)!.Revoked ? "revoked" : null);
    }

    [Fact]
    public void An_access_range_follows_the_reader_too()
    {
        var document = scene.Add(scene.Folders.Write(
            scene.Doctor, scene.Folder, "ranged", AccessRange.Of([scene.Insurer.Key], 0, ulong.MaxValue >> 2)));
        var (grant, _) = scene.Share(document);
        scene.World.SealRegistry(scene.World.RotateKey(scene.Insurer));
        Assert.Null(CodeOf(scene.Request(grant.Id, document, scene.Insurer.Next().Signing)));
    }

    [Fact]
    public void A_doctor_reads_what_the_own_old_key_wrote_until_retired()
    {
        var next = scene.Doctor.Next();
        scene.Add(scene.World.RotateKey(scene.Doctor));
        Assert.Null(ContentCodeOf(scene.Request(default, by: next.Signing)));
        Assert.Equal("KEY_ROTATED", ContentCodeOf(scene.Request(default, by: scene.Doctor.Signing)));
        scene.Add(scene.World.Retire(scene.Folders.ChainId, next, scene.World.Hospital));
        Assert.Equal("PARTY_RETIRED", ContentCodeOf(scene.Request(default, by: next.Signing)));
    }

    [Fact]
    public void A_document_of_a_rotated_author_is_erased_with_the_word_of_the_stores_new_key()
    {
        var entry = scene.State.Entries.Document(scene.Document.Id)!;
        var folder = scene.State.Entries.Folder(entry.FolderId)!;
        scene.World.SealRegistry(scene.World.RotateKey(scene.World.Cloud));
        Assert.Equal([scene.World.Cloud.Next().Key], Protocol.Rules.ErasureHolders.Of(entry, folder, scene.World.Facts));
    }

    private string? CodeOf(AccessRequest request) => DeliveryDecision.Decide(request, scene.View()).Refusal?.Code;

    private string? ContentCodeOf(AccessRequest request) => ContentDecision.Decide(request, scene.Document, scene.View()).Refusal?.Code;
}
