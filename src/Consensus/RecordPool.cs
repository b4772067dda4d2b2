using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto;

namespace HospitalChain.Consensus;

/// <summary>Pending records in the order of their arrival, found by id.</summary>
internal sealed class RecordPool
{
    private readonly LinkedList<PendingRecord> order = new();
    private readonly Dictionary<Bytes32, LinkedListNode<PendingRecord>> byId = [];

    public int Count => order.Count;

    /// <summary>The one that has waited longest.</summary>
    public PendingRecord? Oldest => order.First?.Value;

    /// <summary>All, oldest first.</summary>
    public IEnumerable<PendingRecord> InOrder => order;

    public void Add(PendingRecord record) => byId.Add(record.Id, order.AddLast(record));

    public bool TryGet(Bytes32 id, [NotNullWhen(true)] out PendingRecord? record)
    {
        record = byId.GetValueOrDefault(id)?.Value;
        return record is not null;
    }

    public void Remove(Bytes32 id)
    {
        if (byId.Remove(id, out var node))
        {
            order.Remove(node);
        }
    }
}
