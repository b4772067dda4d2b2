using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Erasures;

/// <summary>
/// Orders of erasure that this node obeys, on the disk from before the first byte is destroyed, with its confirmation
/// once all is destroyed: whatever happens in between, the node goes on with it. Thread-safe.
/// </summary>
public sealed class OrderedErasures(StoreEngine engine)
{
    private const int Fields = 2;

    private static ReadOnlySpan<byte> OrderPrefix => "erasure/order/"u8;

    private static ReadOnlySpan<byte> ContentPrefix => "erasure/content/"u8;

    /// <summary>The document's erasure was ordered here.</summary>
    public bool Covers(Bytes32 chainId, Bytes32 documentId) => engine.Contains(Table.Node, OrderKey(chainId, documentId));

    /// <summary>The erasure of a document with this content was ordered here.</summary>
    public bool CoversContent(Bytes32 contentHash) => engine.Contains(Table.Node, ContentKey(contentHash));

    /// <summary>The order that is obeyed and, once it was carried out, its confirmation; null when none was taken.</summary>
    public (ErasureOrder Order, ErasureConfirmation? Confirmation)? Find(Bytes32 chainId, Bytes32 documentId) =>
        engine.Get(Table.Node, OrderKey(chainId, documentId)) is { } stored ? Parse(stored) : null;

    /// <summary>Orders that are not carried out yet.</summary>
    public IReadOnlyList<ErasureOrder> Outstanding() =>
    [
        .. engine.Scan(Table.Node, OrderPrefix).Select(entry => Parse(entry.Value.Span)).Where(found => found.Confirmation is null).Select(found => found.Order),
    ];

    /// <summary>Binds this node to the order; on the disk when this returns.</summary>
    public void Take(ErasureOrder order) => Put(order, null);

    /// <summary>The order was carried out.</summary>
    public void Confirm(ErasureOrder order, ErasureConfirmation confirmation) => Put(order, confirmation);

    private void Put(ErasureOrder order, ErasureConfirmation? confirmation)
    {
        var batch = new StoreBatch();
        batch.Put(Table.Node, OrderKey(order.ChainId, order.DocumentId), new CanonicalWriter().Array(Fields)
            .Bytes(order.ToBytes()).Bytes(confirmation?.ToBytes() ?? []).ToArray());
        batch.Put(Table.Node, ContentKey(order.ContentHash), []);
        engine.Write(batch);
    }

    private static (ErasureOrder Order, ErasureConfirmation? Confirmation) Parse(ReadOnlySpan<byte> stored)
    {
        var reader = new CanonicalReader(stored);
        reader.Array(Fields);
        var order = ErasureOrder.Parse(reader.Bytes(0, RecordLimits.RecordBytesMax)).OrThrow();
        var confirmation = reader.Bytes(0, RecordLimits.RecordBytesMax);
        return reader.Complete
            ? (order, confirmation.Length == 0 ? null : ErasureConfirmation.Parse(confirmation).OrThrow())
            : throw new InvalidDataException("an order of erasure does not parse");
    }

    private static byte[] OrderKey(Bytes32 chainId, Bytes32 documentId) => [.. OrderPrefix, .. chainId.ToArray(), .. documentId.ToArray()];

    private static byte[] ContentKey(Bytes32 contentHash) => [.. ContentPrefix, .. contentHash.ToArray()];
}
