using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;
using HospitalChain.Storage.Grants;

namespace HospitalChain.Node.Pre;

/// <summary>
/// One kind of the proxy's secrets on disk, encrypted, each under its chain and an id, until it ends. What has ended
/// leaves a note that says only that it is over, so that no replayed half brings it back; <see cref="ShareStore.Destroy"/>
/// says what destruction reaches. Reads are thread-safe; one writer at a time.
/// </summary>
/// <typeparam name="TSecret">The secret.</typeparam>
/// <typeparam name="TNote">What is known of it without opening it.</typeparam>
public abstract class SecretVault<TSecret, TNote>
    where TSecret : class, IDisposable
    where TNote : class
{
    private readonly string kind;
    private readonly string endPrefix;
    private readonly ShareStore store;
    private readonly AtRestBox box;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<Bytes32, TNote> notes = new();

    /// <param name="engine">The node's store.</param>
    /// <param name="box">Encrypts this kind.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="kind">Names the kind in keys.</param>
    /// <param name="prefix">Keeps the kinds apart in the table of grants.</param>
    /// <param name="endPrefix">Where the notes of ends lie.</param>
    protected SecretVault(StoreEngine engine, AtRestBox box, TimeProvider time, string kind, ReadOnlyMemory<byte> prefix, string endPrefix)
    {
        Engine = engine;
        this.box = box;
        this.time = time;
        this.kind = kind;
        this.endPrefix = endPrefix;
        store = new ShareStore(engine, prefix);
    }

    protected StoreEngine Engine { get; }

    protected ulong NowMillis => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Those that are not over.</summary>
    public IReadOnlyList<TNote> Notes() => [.. notes.Values];

    /// <summary>The note, also of one that is over; null when none came.</summary>
    public TNote? NoteOf(Bytes32 chainId, Bytes32 id)
    {
        var key = KeyOf(chainId, id);
        return notes.GetValueOrDefault(key) ?? (Engine.Get(Table.Node, EndKey(key)) is { } end ? ReadEnd(end, chainId, id) : null);
    }

    /// <summary>The secret, which the caller disposes; null when none came, or it is over.</summary>
    public TSecret? Open(Bytes32 chainId, Bytes32 id) => Read(KeyOf(chainId, id))?.Secret;

    /// <summary>On the disk when this returns.</summary>
    public void Put(TSecret secret)
    {
        var (chainId, id) = NameOf(secret);
        var key = KeyOf(chainId, id);
        var now = NowMillis;
        var bytes = Write(secret);
        var stored = new byte[sizeof(ulong) + bytes.Length];
        BinaryPrimitives.WriteUInt64BigEndian(stored, now);
        bytes.CopyTo(stored, sizeof(ulong));
        store.Put(key, box.Seal(stored, key.ToArray()));
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(stored);
        notes[key] = NoteOf(secret, now);
    }

    /// <summary>Finds again what a restart left.</summary>
    protected void Load()
    {
        foreach (var key in store.All())
        {
            var (secret, touched) = Read(key)!.Value;
            using (secret)
            {
                notes[key] = NoteOf(secret, touched);
            }
        }
    }

    /// <summary>Ends one for good: first its end, with what <paramref name="more"/> adds, is on the disk, then the secret is gone.</summary>
    protected void End(Bytes32 chainId, Bytes32 id, CanonicalWriter end, Action<StoreBatch>? more = null)
    {
        var key = KeyOf(chainId, id);
        var batch = new StoreBatch();
        batch.Put(Table.Node, EndKey(key), end.ToArray());
        more?.Invoke(batch);
        Engine.Write(batch);
        store.Destroy([key]);
        notes.TryRemove(key, out _);
    }

    protected Bytes32 KeyOf(Bytes32 chainId, Bytes32 id) => StateKey.Of(kind, [.. chainId.ToArray(), .. id.ToArray()]);

    protected abstract (Bytes32 ChainId, Bytes32 Id) NameOf(TSecret secret);

    protected abstract TNote NoteOf(TSecret secret, ulong touchedMillis);

    /// <summary>Canonical bytes; zeroed by the caller.</summary>
    protected abstract byte[] Write(TSecret secret);

    protected abstract TSecret Parse(ReadOnlySpan<byte> bytes);

    protected abstract TNote ReadEnd(ReadOnlySpan<byte> bytes, Bytes32 chainId, Bytes32 id);

    private byte[] EndKey(Bytes32 key) => [.. System.Text.Encoding.ASCII.GetBytes(endPrefix), .. key.ToArray()];

    private (TSecret Secret, ulong TouchedMillis)? Read(Bytes32 key)
    {
        if (store.Get(key) is not { } stored)
        {
            return null;
        }

        var opened = box.Open(stored, key.ToArray());
        var secret = Parse(opened.AsSpan(sizeof(ulong)));
        var touched = BinaryPrimitives.ReadUInt64BigEndian(opened);
        CryptographicOperations.ZeroMemory(opened);
        return (secret, touched);
    }
}
