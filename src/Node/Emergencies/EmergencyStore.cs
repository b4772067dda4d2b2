using System.Buffers.Binary;
using HospitalChain.Crypto;
using HospitalChain.Storage;

namespace HospitalChain.Node.Emergencies;

/// <summary>How far the chain was looked through for emergencies, and which are not over yet. Durable.</summary>
internal sealed class EmergencyStore(StoreEngine engine)
{
    private static readonly byte[] OpenPrefix = "emergency/open/"u8.ToArray();
    private static readonly byte[] HeightKey = "emergency/height"u8.ToArray();

    public ulong Height => engine.Get(Table.Node, HeightKey) is { } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    /// <summary>Record ids of openings that are not closed or not judged.</summary>
    public IReadOnlyList<Bytes32> Open() => [.. engine.Scan(Table.Node, OpenPrefix).Select(entry => new Bytes32(entry.Key.Span[OpenPrefix.Length..]))];

    /// <summary>A block was seen, with these openings: one write.</summary>
    public void Seen(ulong height, IEnumerable<Bytes32> openings)
    {
        var batch = new StoreBatch();
        foreach (var opening in openings)
        {
            batch.Put(Table.Node, KeyOf(opening), []);
        }

        var number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, height);
        batch.Put(Table.Node, HeightKey, number);
        engine.Write(batch);
    }

    public void Done(Bytes32 opening)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, KeyOf(opening));
        engine.Write(batch);
    }

    private static byte[] KeyOf(Bytes32 opening) => [.. OpenPrefix, .. opening.ToArray()];
}
