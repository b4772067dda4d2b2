using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Pre;

/// <summary>Shares of visits, by share id, until they end; and every PK_s that ever had one.</summary>
public sealed class ShareVault : SecretVault<ProxyShare, ShareNote>
{
    private const int EndFields = 5;

    public ShareVault(StoreEngine engine, AtRestBox box, TimeProvider time)
        : base(engine, box, time, "share", default, "pre/share-end/") => Load();

    private static ReadOnlySpan<byte> DelegationKeyPrefix => "pre/delegation-key/"u8;

    /// <summary>Shares of this id, on whatever chain, those that are over included.</summary>
    public IEnumerable<ShareNote> NotesOf(Bytes32 shareId, IEnumerable<Bytes32> chains) =>
        chains.Select(chainId => NoteOf(chainId, shareId)).OfType<ShareNote>();

    /// <summary>Ends a share for good: first its end is on the disk, then its secrets are gone.</summary>
    public void End(ShareNote share, string code) => End(share.ChainId, share.ShareId, new CanonicalWriter().Array(EndFields)
        .Bytes(share.Doctor).Bytes(share.Patient).Bytes(share.GrantId).UInt(NowMillis).Text(code));

    /// <summary>Takes PK_s for one share for ever; false when another share had it, on whatever chain.</summary>
    public bool TryClaim(ReadOnlySpan<byte> delegationKey, Bytes32 chainId, Bytes32 shareId)
    {
        byte[] key = [.. DelegationKeyPrefix, .. delegationKey];
        var owner = KeyOf(chainId, shareId);
        if (Engine.Get(Table.Node, key) is { } claimed)
        {
            return new Bytes32(claimed) == owner;
        }

        var batch = new StoreBatch();
        batch.Put(Table.Node, key, owner.ToArray());
        Engine.Write(batch);
        return true;
    }

    protected override (Bytes32 ChainId, Bytes32 Id) NameOf(ProxyShare secret) => (secret.ChainId, secret.ShareId);

    protected override ShareNote NoteOf(ProxyShare secret, ulong touchedMillis) =>
        new(secret.ChainId, secret.ShareId, secret.Stage, secret.Doctor, secret.Patient, secret.GrantId, touchedMillis, string.Empty);

    protected override byte[] Write(ProxyShare secret) => secret.ToBytes();

    protected override ProxyShare Parse(ReadOnlySpan<byte> bytes) => ProxyShare.Parse(bytes).OrThrow();

    protected override ShareNote ReadEnd(ReadOnlySpan<byte> bytes, Bytes32 chainId, Bytes32 id)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(EndFields);
        var (doctor, patient, grantId) = (reader.Bytes32(), reader.Bytes32(), reader.Bytes32());
        var (ended, code) = (reader.UInt(ulong.MaxValue), reader.Text(RecordLimits.CodeBytesMax));
        return reader.Complete
            ? new ShareNote(chainId, id, ProxyShareStage.Destroyed, doctor, patient, grantId, ended, code)
            : throw new InvalidDataException("the end of a share does not parse");
    }
}
