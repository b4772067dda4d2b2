using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;
using HospitalChain.Storage.Grants;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Re-encryption keys of folders on disk, encrypted, until their grants end; then a note that they are over, and for a
/// revoked one the debt of a receipt. Reads are thread-safe; one writer at a time.
/// </summary>
public sealed class RekeyVault
{
    private const int EndFields = 3;
    private const int DueFields = 3;
    private readonly StoreEngine engine;
    private readonly ShareStore store;
    private readonly AtRestBox box;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<Bytes32, RekeyNote> notes = new();

    public RekeyVault(StoreEngine engine, AtRestBox box, TimeProvider time)
    {
        this.engine = engine;
        this.box = box;
        this.time = time;
        store = new ShareStore(engine, "folder/"u8.ToArray());
        foreach (var key in store.All())
        {
            var (rekey, touched) = Read(key)!.Value;
            using (rekey)
            {
                notes[key] = NoteOf(rekey, touched);
            }
        }
    }

    private static ReadOnlySpan<byte> EndPrefix => "pre/rekey-end/"u8;

    private static ReadOnlySpan<byte> DuePrefix => "pre/receipt-due/"u8;

    /// <summary>Keys that are not over.</summary>
    public IReadOnlyList<RekeyNote> Notes() => [.. notes.Values];

    /// <summary>The note of a grant's key, also when it is over; null when none came.</summary>
    public RekeyNote? NoteOf(Bytes32 chainId, Bytes32 grantId)
    {
        var key = KeyOf(chainId, grantId);
        return notes.GetValueOrDefault(key) ?? EndOf(key, chainId, grantId);
    }

    /// <summary>The key with its secret, which the caller disposes; null when none came, or it is over.</summary>
    public ProxyRekey? Open(Bytes32 chainId, Bytes32 grantId) => Read(KeyOf(chainId, grantId))?.Rekey;

    /// <summary>On the disk when this returns.</summary>
    public void Put(ProxyRekey rekey)
    {
        var key = KeyOf(rekey.ChainId, rekey.GrantId);
        var now = Now();
        var bytes = rekey.ToBytes();
        var stored = new byte[sizeof(ulong) + bytes.Length];
        BinaryPrimitives.WriteUInt64BigEndian(stored, now);
        bytes.CopyTo(stored, sizeof(ulong));
        store.Put(key, box.Seal(stored, key.ToArray()));
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(stored);
        notes[key] = NoteOf(rekey, now);
    }

    /// <summary>Ends a key for good: first its end is on the disk, then its secret is gone.</summary>
    /// <param name="note">Which.</param>
    /// <param name="code">Why.</param>
    /// <param name="owesReceipt">The grant was revoked: a receipt is due, which <see cref="ReceiptsDue"/> then tells.</param>
    public void End(RekeyNote note, string code, bool owesReceipt)
    {
        var key = KeyOf(note.ChainId, note.GrantId);
        var now = Now();
        var batch = new StoreBatch();
        batch.Put(Table.Node, [.. EndPrefix, .. key.ToArray()], new CanonicalWriter().Array(EndFields).Bytes(note.Sender).UInt(now).Text(code).ToArray());
        if (owesReceipt)
        {
            batch.Put(Table.Node, DueKey(note.ChainId, note.GrantId), new CanonicalWriter().Array(DueFields).Bytes(note.ChainId).Bytes(note.GrantId).UInt(now).ToArray());
        }

        engine.Write(batch);
        store.Destroy([key]);
        notes.TryRemove(key, out _);
    }

    /// <summary>Revoked grants whose key was destroyed and for which no receipt is signed yet, with the time of destruction.</summary>
    public IReadOnlyList<(Bytes32 ChainId, Bytes32 GrantId, ulong DestroyedMillis)> ReceiptsDue()
    {
        var due = new List<(Bytes32, Bytes32, ulong)>();
        foreach (var entry in engine.Scan(Table.Node, DuePrefix))
        {
            var reader = new CanonicalReader(entry.Value.Span);
            reader.Array(DueFields);
            var (chainId, grantId, destroyed) = (reader.Bytes32(), reader.Bytes32(), reader.UInt(ulong.MaxValue));
            due.Add(reader.Complete ? (chainId, grantId, destroyed) : throw new InvalidDataException("a receipt that is due does not parse"));
        }

        return due;
    }

    /// <summary>The receipt is signed: in one write it goes to the outbox and is due no longer.</summary>
    public void Receipted(Bytes32 chainId, Bytes32 grantId, Record? receipt)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, DueKey(chainId, grantId));
        if (receipt is not null)
        {
            ProxyOutbox.Put(batch, receipt);
        }

        engine.Write(batch);
    }

    private static Bytes32 KeyOf(Bytes32 chainId, Bytes32 grantId) => StateKey.Of("folder-rekey", [.. chainId.ToArray(), .. grantId.ToArray()]);

    private static byte[] DueKey(Bytes32 chainId, Bytes32 grantId) => [.. DuePrefix, .. chainId.ToArray(), .. grantId.ToArray()];

    private static RekeyNote NoteOf(ProxyRekey rekey, ulong touched) =>
        new(rekey.ChainId, rekey.GrantId, rekey.Stage, rekey.Sender, touched, string.Empty);

    private RekeyNote? EndOf(Bytes32 key, Bytes32 chainId, Bytes32 grantId)
    {
        if (engine.Get(Table.Node, [.. EndPrefix, .. key.ToArray()]) is not { } stored)
        {
            return null;
        }

        var reader = new CanonicalReader(stored);
        reader.Array(EndFields);
        var (sender, ended, code) = (reader.Bytes32(), reader.UInt(ulong.MaxValue), reader.Text(RecordLimits.CodeBytesMax));
        return reader.Complete
            ? new RekeyNote(chainId, grantId, ProxyShareStage.Destroyed, sender, ended, code)
            : throw new InvalidDataException("the end of a re-encryption key does not parse");
    }

    private (ProxyRekey Rekey, ulong TouchedMillis)? Read(Bytes32 key)
    {
        if (store.Get(key) is not { } stored)
        {
            return null;
        }

        var opened = box.Open(stored, key.ToArray());
        var rekey = ProxyRekey.Parse(opened.AsSpan(sizeof(ulong))).OrThrow();
        var touched = BinaryPrimitives.ReadUInt64BigEndian(opened);
        CryptographicOperations.ZeroMemory(opened);
        return (rekey, touched);
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
