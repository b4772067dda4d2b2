using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Documents;

public sealed class OfflineCheckTests
{
    private readonly DocumentScene scene = new();
    private readonly Random random;

    public OfflineCheckTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void Anyone_checks_a_proxys_answer_from_public_data()
    {
        var evidence = EvidenceFor(scene.Document);
        Assert.True(ReencryptionEvidence.Parse(evidence.ToBytes()).OrThrow().Check(scene.World.HospitalGenesis).Ok);
        Assert.Equal("WRONG_CHAIN", CodeOf(evidence, scene.World.RegistryGenesis));
    }

    [Fact]
    public void A_proof_from_another_document_convicts_the_proxy()
    {
        var other = scene.Add(scene.Folders.Write(scene.Doctor, scene.Folder, "image"));
        var (right, swapped) = (EvidenceFor(scene.Document), EvidenceFor(other));
        Assert.Equal("REENCRYPTION_INVALID", CodeOf(With(right, reencryption: swapped.Reencryption)));
        Assert.Equal("REENCRYPTION_INVALID", CodeOf(With(right, document: swapped.Document)));
    }

    [Fact]
    public void Evidence_whose_records_do_not_belong_together_shows_nothing()
    {
        var own = new TestFolder("hospital's", scene.World.Hospital.Signing);
        scene.Add(scene.Folders.Open(own));
        var right = EvidenceFor(scene.Document);
        Assert.Equal("PROOF_INVALID", CodeOf(With(right, folder: scene.ProofOf(own.Id))));
        Assert.Equal("PROOF_INVALID", CodeOf(With(right, folder: scene.ProofOf(new Bytes32(new byte[32])))));
        Assert.Equal("RECORD_UNKNOWN", CodeOf(With(right, document: right.Grant)));
        var (foreign, rekey) = scene.Share(folder: own);
        rekey.Dispose();
        Assert.Equal("FOLDER_UNKNOWN", CodeOf(With(right, grant: scene.ProofOf(foreign))));
    }

    [Fact]
    public void An_erasure_is_collected_and_checked_offline()
    {
        scene.Share().Rekey.Dispose();
        var entry = scene.State.Entries.Document(scene.Document.Id)!;
        var required = ErasureHolders.Of(entry, scene.State.Entries.Folder(scene.Folder.Id)!, scene.World.Facts);
        Assert.Equal(new[] { scene.World.Cloud.Key, scene.World.Proxy.Key }.Order(), required);
        var order = ErasureOrder.Sign(scene.Folders.ChainId, scene.Document.Id, entry.ContentHash, World.StartMillis, scene.Folder.Owner);
        var collection = ErasureCollection.Begin(order, required);
        Assert.Equal("STORE_UNKNOWN", collection.Take(ErasureConfirmation.Sign(order, 1, scene.Doctor.Signing)).Refusal!.Code);
        collection = collection.Take(ErasureConfirmation.Sign(order, 1, scene.World.Cloud.Signing)).OrThrow();
        Assert.Null(collection.Certificate);
        Assert.Equal([scene.World.Proxy.Key], collection.Missing);
        collection = collection.Take(ErasureConfirmation.Sign(order, 2, scene.World.Proxy.Signing)).OrThrow();

        var erasure = scene.Add(Record.Sign(scene.Folders.ChainId, World.StartMillis, new Erasure { Certificate = collection.Certificate! }, scene.Folder.Owner));
        var file = ErasureCertificate.Parse(collection.Certificate!.ToBytes()).OrThrow();
        var check = CheckedErasure.Check(scene.ProofOf(erasure), scene.World.HospitalGenesis, file).OrThrow();
        Assert.True(check.IsConfirmedBy(scene.World.Cloud.Key));
        Assert.True(check.IsConfirmedBy(scene.World.Proxy.Key));
        Assert.False(check.IsConfirmedBy(scene.World.Hospital.Key));
        Assert.Equal(scene.State.Entries.Document(scene.Document.Id)!.CertificateHash, file.Hash);

        var other = FolderWorld.CertificateOf(order, scene.World.Cloud);
        Assert.Equal("ERASURE_INVALID", CheckedErasure.Check(scene.ProofOf(erasure), scene.World.HospitalGenesis, other).Refusal!.Code);
        Assert.Equal("ERASURE_INVALID", CheckedErasure.Check(scene.ProofOf(scene.Document), scene.World.HospitalGenesis).Refusal!.Code);
    }

    [Fact]
    public void A_confirmation_signed_for_another_order_is_not_collected()
    {
        var hash = FolderWorld.ContentHashOf("spirometry");
        var order = ErasureOrder.Sign(scene.Folders.ChainId, scene.Document.Id, hash, World.StartMillis, scene.Folder.Owner);
        var other = ErasureOrder.Sign(scene.Folders.ChainId, scene.FolderRecord.Id, hash, World.StartMillis, scene.Folder.Owner);
        var refused = ErasureCollection.Begin(order, [scene.World.Cloud.Key]).Take(ErasureConfirmation.Sign(other, 1, scene.World.Cloud.Signing));
        Assert.Equal("ERASURE_INVALID", refused.Refusal!.Code);
    }

    [Fact]
    public void Letters_deliveries_and_evidence_have_one_spelling()
    {
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            var delivery = scene.Deliver(scene.Document, grant, rekey);
            new DecoderFuzz<DocumentDelivery>(bytes => DocumentDelivery.Parse(bytes).Value, value => value.ToBytes()).Run([delivery.ToBytes()], 1000, random);
            new DecoderFuzz<ProxyRekey>(bytes => ProxyRekey.Parse(bytes).Value, value => value.ToBytes())
                .Run([rekey.ToBytes(), rekey.Destroy().ToBytes(), ProxyRekey.Await(grant.ChainId, grant.Id).ToBytes()], 1000, random);
        }

        using var letter = new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = SecretExponent.Random() };
        new DecoderFuzz<FolderRekey>(bytes => FolderRekey.Parse(bytes).Value, value => value.ToBytes()).Run([letter.ToBytes()], 1000, random);
        new DecoderFuzz<ReencryptionEvidence>(bytes => ReencryptionEvidence.Parse(bytes).Value, value => value.ToBytes())
            .Run([EvidenceFor(scene.Document).ToBytes()], 300, random);
    }

    private static ReencryptionEvidence With(
        ReencryptionEvidence evidence, StateEntryProof? folder = null, RecordProof? document = null, ReadOnlyMemory<byte>? reencryption = null, RecordProof? grant = null) => new()
    {
        Folder = folder ?? evidence.Folder,
        Document = document ?? evidence.Document,
        Grant = grant ?? evidence.Grant,
        Reencryption = reencryption ?? evidence.Reencryption,
    };

    private ReencryptionEvidence EvidenceFor(Record document)
    {
        var (grant, rekey) = scene.Share();
        using (rekey)
        {
            return new ReencryptionEvidence
            {
                Folder = scene.ProofOf(scene.Folder.Id),
                Document = scene.ProofOf(document),
                Grant = scene.ProofOf(grant),
                Reencryption = scene.Deliver(document, grant, rekey).Reencryption,
            };
        }
    }

    private string? CodeOf(ReencryptionEvidence evidence, Blocks.Genesis? genesis = null) =>
        evidence.Check(genesis ?? scene.World.HospitalGenesis).Refusal?.Code;
}
