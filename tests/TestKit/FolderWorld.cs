using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>The records that owners, authors, proxies and stores of documents write, in a <see cref="World"/> with an insurer.</summary>
public sealed class FolderWorld
{
    public const ulong Hour = 3_600_000;

    public FolderWorld(World world)
    {
        World = world;
        Insurer = new Party("insurer");
        world.Join(new EnrolThirdParty { Keys = Insurer.PartyKeys }, Insurer);
    }

    public World World { get; }

    /// <summary>A third party on the registry chain.</summary>
    public Party Insurer { get; }

    public Bytes32 ChainId => World.HospitalGenesis.ChainId;

    /// <summary>The content key of the document with this text.</summary>
    public static byte[] KeyOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes("key " + text));

    public static Bytes32 ContentHashOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes("sealed " + text)));

    public static P21PublicKey ReceivingOf(Party party) => party.Keys.P21Receiving(0).PublicKey;

    public Record Open(TestFolder folder, TestFolder? predecessor = null, ulong atMillis = World.StartMillis) =>
        Record.Sign(ChainId, atMillis, new OpenFolder
        {
            FolderId = folder.Id,
            Key = folder.Pair.PublicKey.Encoded.ToArray(),
            Owner = folder.Owner.PublicKey,
            Predecessor = predecessor?.Id ?? default,
        }, folder.Owner);

    /// <summary>A document of <paramref name="text"/>, everything about it right unless <paramref name="spoil"/> changes a part.</summary>
    public Record Write(Party author, TestFolder folder, string text, AccessRange? range = null, Func<DocumentParts, DocumentParts>? spoil = null)
    {
        var contentHash = ContentHashOf(text);
        var size = (ulong)Encoding.UTF8.GetByteCount("sealed " + text);
        var context = RecordContext.ForDocument(ChainId, author.Key, folder.Pair.PublicKey.Encoded, contentHash);
        var parts = new DocumentParts(
            P21Encryption.Encrypt(folder.Pair.PublicKey, KeyOf(text), context.ToArray()).Encoded.ToArray(),
            World.Cloud,
            range ?? AccessRange.Of([], World.StartMillis, World.StartMillis + (24 * Hour)),
            World.StartMillis - Hour,
            World.StartMillis,
            size);
        parts = spoil is null ? parts : spoil(parts);
        return Record.Sign(ChainId, World.StartMillis, new Document
        {
            FolderId = folder.Id,
            Capsule = parts.Capsule,
            Content = new ContentReceipt
            {
                ContentHash = contentHash,
                SizeBytes = parts.ReceiptSizeBytes,
                MediaType = "application/pdf",
                Store = parts.Store.Key,
                TimeMillis = World.StartMillis,
                Signature = parts.Store.Signing.Sign(SignedMessage.Receipt(ChainId, contentHash, size, context, World.StartMillis)),
            },
            Range = parts.Range,
            CreatedMillis = parts.CreatedMillis,
            SavedMillis = parts.SavedMillis,
        }, author.Signing);
    }

    /// <summary>A one-way grant of the folder or, with a document, of that alone, to a party of the registry; and rk.</summary>
    public (Record Grant, SecretExponent Rekey) Grant(
        TestFolder folder, Party grantee, Record? document = null, ulong fromMillis = World.StartMillis, ulong untilMillis = World.StartMillis + Hour, Func<Grant, Grant>? spoil = null)
    {
        var (rekey, share) = P21Delegation.Make(folder.Pair, ReceivingOf(grantee));
        var body = new Grant
        {
            Scope = document is null ? GrantScope.Folder : GrantScope.Record,
            Target = (document?.Id ?? folder.Id).ToArray(),
            Grantee = new Grantee { Key = grantee.Key, ChainId = World.RegistryGenesis.ChainId, SealedHeader = default, EnrolmentProof = default },
            Purpose = "HPAYMT",
            FromMillis = fromMillis,
            UntilMillis = untilMillis,
            Proxy = World.Proxy.Key,
            Delegation = DelegationOf(share),
        };
        return (Record.Sign(ChainId, World.StartMillis, spoil is null ? body : spoil(body), folder.Owner), rekey);
    }

    public static OneWayDelegation DelegationOf(P21Share share) => new()
    {
        Commitment = share.Commitment.Encoded.ToArray(),
        V = share.V.Encoded.ToArray(),
        W = share.W.ToArray(),
    };

    public Record Revoke(TestFolder folder, Bytes32 grantId) =>
        Record.Sign(ChainId, World.StartMillis, new Revoke { GrantId = grantId }, folder.Owner);

    public Record Receipt(Party proxy, Bytes32 grantId, Bytes32 revokeId) => Record.Sign(
        ChainId, World.StartMillis, new RevocationReceipt { GrantId = grantId, RevokeId = revokeId, DestroyedMillis = World.StartMillis }, proxy.Signing);

    /// <summary>An erasure by order of the folder's owner, confirmed by these holders.</summary>
    public Record Erase(TestFolder folder, Record document, params IReadOnlyList<Party> holders)
    {
        var order = ErasureOrder.Sign(ChainId, document.Id, ((Document)document.Body).Content.ContentHash, World.StartMillis, folder.Owner);
        return Record.Sign(ChainId, World.StartMillis, new Erasure { Certificate = CertificateOf(order, holders) }, folder.Owner);
    }

    public static ErasureCertificate CertificateOf(ErasureOrder order, params IReadOnlyList<Party> holders) => new()
    {
        Order = order,
        Confirmations = [.. holders.OrderBy(holder => holder.Key).Select(holder => ErasureConfirmation.Sign(order, World.StartMillis, holder.Signing))],
    };
}
