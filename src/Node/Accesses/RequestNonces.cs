using System.Buffers.Binary;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Accesses;

/// <summary>Remembers on disk, for as long as they could be replayed, which requests were seen. Thread-safe.</summary>
public sealed class RequestNonces(StoreEngine engine)
{
    /// <summary>How far a request's time may lie from this node's clock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();

    private static ReadOnlySpan<byte> Prefix => "access/nonce/"u8;

    private static ulong WindowMillis => (ulong)Window.TotalMilliseconds;

    public static bool IsFresh(AccessRequest request, ulong nowMillis) =>
        request.TimeMillis <= nowMillis + WindowMillis && request.TimeMillis + WindowMillis >= nowMillis;

    /// <summary>True the first time a fresh request comes.</summary>
    public bool TryUse(AccessRequest request, ulong nowMillis)
    {
        byte[] key = [.. TimeKey(request.TimeMillis), .. request.Requester.ToArray(), .. request.Nonce.ToArray()];
        lock (gate)
        {
            if (engine.Contains(Table.Node, key))
            {
                return false;
            }

            var batch = new StoreBatch();
            batch.Put(Table.Node, key, default);
            batch.DeleteRange(Table.Node, TimeKey(0), TimeKey(nowMillis - Math.Min(nowMillis, 2 * WindowMillis)));
            engine.Write(batch);
            return true;
        }
    }

    private static byte[] TimeKey(ulong timeMillis)
    {
        var key = new byte[Prefix.Length + sizeof(ulong)];
        Prefix.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(Prefix.Length), timeMillis);
        return key;
    }
}
