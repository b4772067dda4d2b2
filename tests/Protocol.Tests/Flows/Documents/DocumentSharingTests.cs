using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Documents;

public sealed class DocumentSharingTests
{
    private readonly DocumentScene scene = new();

    private P21PublicKey FolderKey => scene.Folder.Pair.PublicKey;

    [Fact]
    public void A_third_party_opens_what_the_proxy_answers_and_the_owner_opens_alone()
    {
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            using var key = Open(scene.Deliver(scene.Document, grant, rekey), grant).OrThrow();
            Assert.Equal(FolderWorld.KeyOf("spirometry"), key.Bytes.ToArray());
        }

        using var own = DocumentOpening.AsOwner(scene.Document, scene.Folder.Pair).OrThrow();
        Assert.Equal(FolderWorld.KeyOf("spirometry"), own.Bytes.ToArray());
    }

    [Fact]
    public void An_answer_from_another_document_is_refused()
    {
        var other = scene.Add(scene.Folders.Write(scene.Doctor, scene.Folder, "image"));
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            var answer = scene.Deliver(other, grant, rekey);
            Assert.Equal("REENCRYPTION_INVALID", Open(answer, grant).Refusal!.Code);
            Assert.Equal("REENCRYPTION_INVALID", Open(With(answer, record: scene.Document.Bytes), grant).Refusal!.Code);
        }
    }

    [Fact]
    public void A_proxy_that_used_another_key_is_proven_wrong()
    {
        var (grant, rekey) = scene.Share();
        var (other, otherRekey) = scene.Share();
        using (rekey)
        using (otherRekey)
        {
            var lie = otherRekey.Reencrypt(DocumentOpening.CapsuleOf(scene.Document, FolderKey).OrThrow(), FolderShare.Of((Grant)grant.Body)!);
            Assert.Equal("REENCRYPTION_INVALID", Open(With(scene.Deliver(scene.Document, grant, rekey), reencryption: lie.Encoded.ToArray()), grant).Refusal!.Code);
            Assert.Equal("REENCRYPTION_INVALID", Open(scene.Deliver(scene.Document, other, otherRekey), grant).Refusal!.Code);
        }
    }

    [Fact]
    public void Every_byte_of_the_proxys_answer_is_verified()
    {
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            var right = scene.Deliver(scene.Document, grant, rekey);
            for (var i = 0; i < right.Reencryption.Length; i += 5)
            {
                var flipped = right.Reencryption.ToArray();
                flipped[i] ^= 1;
                Assert.Equal("REENCRYPTION_INVALID", Open(With(right, reencryption: flipped), grant).Refusal!.Code);
            }
        }
    }

    [Fact]
    public void A_grant_whose_V_and_W_are_anothers_opens_nothing_for_the_reader()
    {
        var (made, share) = P21Delegation.Make(scene.Folder.Pair, FolderWorld.ReceivingOf(scene.Doctor));
        using (made)
        {
            var (grant, _) = scene.Folders.Grant(scene.Folder, scene.Insurer, spoil: body => new Grant
            {
                Scope = body.Scope,
                Target = body.Target,
                Grantee = body.Grantee,
                Purpose = body.Purpose,
                FromMillis = body.FromMillis,
                UntilMillis = body.UntilMillis,
                Proxy = body.Proxy,
                Delegation = FolderWorld.DelegationOf(share),
            });
            scene.Add(grant);
            using var letter = new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = made };
            using var rekey = Completed(letter, grant).OrThrow();
            Assert.Equal("SHARE_NOT_FOR_READER", Open(scene.Deliver(scene.Document, grant, rekey), grant).Refusal!.Code);
        }
    }

    [Fact]
    public void A_grant_of_another_document_lends_its_proof_to_nothing()
    {
        var other = scene.Add(scene.Folders.Write(scene.Doctor, scene.Folder, "image"));
        var (grant, rekey) = scene.Share(other);
        using (rekey)
        {
            Assert.Equal("CONSENT_MISSING", Open(scene.Deliver(scene.Document, grant, rekey), grant).Refusal!.Code);
        }
    }

    [Fact]
    public void A_proxy_keeps_no_key_that_does_not_open_the_commitment()
    {
        var (grant, _) = scene.Folders.Grant(scene.Folder, scene.Insurer);
        scene.Add(grant);
        using var letter = new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = SecretExponent.Random() };
        Assert.Equal("SHARE_KEY_MISMATCH", Completed(letter, grant).Refusal!.Code);
    }

    [Fact]
    public void A_proxy_takes_a_key_once_from_the_giver_and_for_a_grant_in_force()
    {
        var (grant, made) = scene.Folders.Grant(scene.Folder, scene.Insurer);
        scene.Add(grant);
        using var letter = new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = made };
        var waiting = ProxyRekey.Await(grant.ChainId, grant.Id);
        Assert.Equal("SHARE_INCOMPLETE", Complete(waiting).Refusal!.Code);
        var byStranger = waiting.Take(letter, scene.Insurer.Key).OrThrow();
        Assert.Equal("SHARE_REPLAYED", byStranger.Take(letter, scene.Folder.Owner.PublicKey).Refusal!.Code);
        Assert.Equal("SHARE_GRANT_MISMATCH", Complete(byStranger).Refusal!.Code);
        using var right = byStranger.ForgetStranger(scene.Folder.Owner.PublicKey).Take(letter, scene.Folder.Owner.PublicKey).OrThrow();
        Assert.Equal("SHARE_EXPIRED", Complete(right, World.StartMillis + FolderWorld.Hour).Refusal!.Code);
        using var ready = Complete(right).OrThrow();
        Assert.Equal("SHARE_REPLAYED", Complete(ready).Refusal!.Code);
        Assert.Equal("SHARE_REPLAYED", ready.Destroy().Take(letter, scene.Folder.Owner.PublicKey).Refusal!.Code);
        scene.Add(scene.Folders.Revoke(scene.Folder, grant.Id));
        Assert.Equal("CONSENT_REVOKED", Complete(right).Refusal!.Code);

        Parsed<ProxyRekey> Complete(ProxyRekey share, ulong now = DocumentScene.Now) =>
            share.Complete(grant, scene.State.Entries.Grant(grant.Id)!, scene.State.Entries.Folder(scene.Folder.Id)!, scene.World.Proxy.Key, now);
    }

    [Fact]
    public void A_destroyed_key_is_gone_and_reencrypts_nothing()
    {
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            var stored = rekey.ToBytes();
            using var reread = ProxyRekey.Parse(stored).OrThrow();
            Assert.Equal(stored, reread.ToBytes());
            var destroyed = rekey.Destroy();
            Assert.Equal(-1, destroyed.ToBytes().AsSpan().IndexOf(stored.AsSpan(stored.Length - 32)));
            Assert.Equal(ProxyShareStage.Destroyed, ProxyRekey.Parse(destroyed.ToBytes()).OrThrow().Stage);
            Assert.Throws<InvalidOperationException>(() => scene.Deliver(scene.Document, grant, destroyed));
            Assert.DoesNotContain(Convert.ToHexStringLower(stored.AsSpan(stored.Length - 32)), rekey.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_goes_on_with_the_grants_that_stand()
    {
        var (revoked, first) = scene.Share();
        var (standing, second) = scene.Share();
        var (ofDocument, third) = scene.Share(scene.Document);
        first.Dispose();
        second.Dispose();
        third.Dispose();
        scene.Add(scene.Folders.Revoke(scene.Folder, revoked.Id));
        var grants = new[] { revoked, standing, ofDocument }.Select(grant => KeyValuePair.Create(grant.Id, scene.State.Entries.Grant(grant.Id)!)).ToList();
        var reissue = FolderSuccession.GrantsToReissue(scene.Folder.Id, grants, DocumentScene.Now);
        Assert.Equal([standing.Id], reissue);
        Assert.Empty(FolderSuccession.GrantsToReissue(scene.Folder.Id, grants, World.StartMillis + FolderWorld.Hour));

        var next = new TestFolder("next", scene.Visit.Signing);
        scene.Add(FolderSuccession.Continue(standing.ChainId, scene.Folder.Id, next.Id, next.Pair, next.Owner, World.StartMillis));
        var later = scene.Add(scene.Folders.Write(scene.Doctor, next, "later"));
        var (again, letter) = FolderShare.Make(FolderSuccession.TermsFor(standing, next.Id), next.Pair, FolderWorld.ReceivingOf(scene.Insurer), next.Owner, World.StartMillis);
        using (letter)
        {
            scene.Add(again);
        }

        Assert.True(DeliveryDecision.Decide(scene.Request(again.Id, later), scene.View()).Ok);
        Assert.Equal("CONSENT_MISSING", DeliveryDecision.Decide(scene.Request(standing.Id, later), scene.View()).Refusal!.Code);
    }

    [Fact]
    public void A_former_readers_key_answers_for_nothing_under_the_folders_next_pair()
    {
        var (grant, rekey) = scene.Share();
        var next = new TestFolder("next", scene.Visit.Signing);
        scene.Add(scene.Folders.Revoke(scene.Folder, grant.Id));
        scene.Add(scene.Folders.Open(next, scene.Folder));
        var later = scene.Add(scene.Folders.Write(scene.Doctor, next, "later"));
        using (rekey)
        {
            var answer = scene.Deliver(later, grant, rekey, next);
            var opened = DocumentOpening.AsGrantee(later, grant, next.Pair.PublicKey, answer, scene.Insurer.Keys.P21Receiving(0));
            Assert.Equal("CONSENT_MISSING", opened.Refusal!.Code);
            Assert.True(Crypto.P21.P21Reencryption.TryDecode(answer.Reencryption.Span, out var reencryption));
            var capsule = DocumentOpening.CapsuleOf(later, next.Pair.PublicKey).OrThrow();
            Assert.False(P21Verifier.TryVerify(capsule, FolderShare.Of((Grant)grant.Body)!, reencryption, out _));
        }
    }

    private static DocumentDelivery With(DocumentDelivery delivery, ReadOnlyMemory<byte>? record = null, ReadOnlyMemory<byte>? reencryption = null) => new()
    {
        Record = record ?? delivery.Record,
        Reencryption = reencryption ?? delivery.Reencryption,
        AccessId = delivery.AccessId,
        Promise = delivery.Promise,
    };

    private Parsed<DocumentKey> Open(DocumentDelivery delivery, Record grant) => DocumentOpening.AsGrantee(
        scene.Document, grant, FolderKey, DocumentDelivery.Parse(delivery.ToBytes()).OrThrow(), scene.Insurer.Keys.P21Receiving(0));

    private Parsed<ProxyRekey> Completed(FolderRekey letter, Record grant) =>
        ProxyRekey.Await(grant.ChainId, grant.Id).Take(letter, scene.Folder.Owner.PublicKey).OrThrow()
            .Complete(grant, scene.State.Entries.Grant(grant.Id)!, scene.State.Entries.Folder(scene.Folder.Id)!, scene.World.Proxy.Key, DocumentScene.Now);
}
