using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;
using HospitalChain.Storage.Grants;

namespace HospitalChain.Node.Pre;

/// <summary>
/// The proxy's shares on disk, encrypted, until they end. What has ended leaves a note that says only that it is over,
/// so that no replayed half brings it back; <see cref="ShareStore.Destroy"/> says what destruction reaches. Reads are
/// thread-safe; one writer at a time.
/// </summary>
public sealed class ShareVault
{
    private const int EndFields = 5;
    private readonly StoreEngine engine;
    private readonly ShareStore store;
    private readonly AtRestBox box;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<Bytes32, ShareNote> notes = new();

    public ShareVault(StoreEngine engine, AtRestBox box, TimeProvider time)
    {
        this.engine = engine;
        this.box = box;
        this.time = time;
        store = new ShareStore(engine);
        foreach (var key in store.All())
        {
            var (share, touched) = Read(key)!.Value;
            using (share)
            {
                notes[key] = NoteOf(share, touched);
            }
        }
    }

    private static ReadOnlySpan<byte> EndPrefix => "pre/share-end/"u8;

    private static ReadOnlySpan<byte> DelegationKeyPrefix => "pre/delegation-key/"u8;

    /// <summary>Shares that are not over.</summary>
    public IReadOnlyList<ShareNote> Notes() => [.. notes.Values];

    /// <summary>Shares of this id, on whatever chain, those that are over included.</summary>
    public IEnumerable<ShareNote> NotesOf(Bytes32 shareId, IEnumerable<Bytes32> chains) =>
        chains.Select(chainId => NoteOf(chainId, shareId)).OfType<ShareNote>();

    public ShareNote? NoteOf(Bytes32 chainId, Bytes32 shareId)
    {
        var key = KeyOf(chainId, shareId);
        return notes.GetValueOrDefault(key) ?? EndOf(key, chainId, shareId);
    }

    /// <summary>The share with its secrets, which the caller disposes; null when nothing came of it, or it is over.</summary>
    public ProxyShare? Open(Bytes32 chainId, Bytes32 shareId) => Read(KeyOf(chainId, shareId))?.Share;

    /// <summary>On the disk when this returns.</summary>
    public void Put(ProxyShare share)
    {
        var key = KeyOf(share.ChainId, share.ShareId);
        var now = Now();
        var bytes = share.ToBytes();
        var stored = new byte[sizeof(ulong) + bytes.Length];
        BinaryPrimitives.WriteUInt64BigEndian(stored, now);
        bytes.CopyTo(stored, sizeof(ulong));
        store.Put(key, box.Seal(stored, key.ToArray()));
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(stored);
        notes[key] = NoteOf(share, now);
    }

    /// <summary>Ends a share for good: first its end is on the disk, then its secrets are gone.</summary>
    public void End(ShareNote share, string code)
    {
        var key = KeyOf(share.ChainId, share.ShareId);
        var batch = new StoreBatch();
        batch.Put(Table.Node, EndKey(key), new CanonicalWriter().Array(EndFields)
            .Bytes(share.Doctor).Bytes(share.Patient).Bytes(share.GrantId).UInt(Now()).Text(code).ToArray());
        engine.Write(batch);
        store.Destroy([key]);
        notes.TryRemove(key, out _);
    }

    /// <summary>Takes PK_s for one share for ever; false when another share had it, on whatever chain.</summary>
    public bool TryClaim(ReadOnlySpan<byte> delegationKey, Bytes32 chainId, Bytes32 shareId)
    {
        byte[] key = [.. DelegationKeyPrefix, .. delegationKey];
        var owner = KeyOf(chainId, shareId);
        if (engine.Get(Table.Node, key) is { } claimed)
        {
            return new Bytes32(claimed) == owner;
        }

        var batch = new StoreBatch();
        batch.Put(Table.Node, key, owner.ToArray());
        engine.Write(batch);
        return true;
    }

    private static Bytes32 KeyOf(Bytes32 chainId, Bytes32 shareId) => StateKey.Of("share", [.. chainId.ToArray(), .. shareId.ToArray()]);

    private static byte[] EndKey(Bytes32 key) => [.. EndPrefix, .. key.ToArray()];

    private static ShareNote NoteOf(ProxyShare share, ulong touched) =>
        new(share.ChainId, share.ShareId, share.Stage, share.Doctor, share.Patient, share.GrantId, touched, string.Empty);

    private ShareNote? EndOf(Bytes32 key, Bytes32 chainId, Bytes32 shareId)
    {
        if (engine.Get(Table.Node, EndKey(key)) is not { } stored)
        {
            return null;
        }

        var reader = new CanonicalReader(stored);
        reader.Array(EndFields);
        var (doctor, patient, grantId) = (reader.Bytes32(), reader.Bytes32(), reader.Bytes32());
        var (ended, code) = (reader.UInt(ulong.MaxValue), reader.Text(RecordLimits.CodeBytesMax));
        return reader.Complete
            ? new ShareNote(chainId, shareId, ProxyShareStage.Destroyed, doctor, patient, grantId, ended, code)
            : throw new InvalidDataException("the end of a share does not parse");
    }

    private (ProxyShare Share, ulong TouchedMillis)? Read(Bytes32 key)
    {
        if (store.Get(key) is not { } stored)
        {
            return null;
        }

        var opened = box.Open(stored, key.ToArray());
        var share = ProxyShare.Parse(opened.AsSpan(sizeof(ulong))).OrThrow();
        var touched = BinaryPrimitives.ReadUInt64BigEndian(opened);
        CryptographicOperations.ZeroMemory(opened);
        return (share, touched);
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
