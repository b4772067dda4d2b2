using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto;

namespace HospitalChain.Consensus;

/// <summary>Accepted records in the order they came, found by id and counted by stage.</summary>
internal sealed class RecordPool
{
    private readonly LinkedList<PendingRecord> order = [];
    private readonly Dictionary<Bytes32, LinkedListNode<PendingRecord>> byId = [];
    private readonly Dictionary<Bytes32, int> countsByAuthor = [];
    private readonly Dictionary<Bytes32, int> accessesByAuthor = [];
    private readonly HashSet<Bytes32> alleged = [];
    private readonly Dictionary<Bytes32, int> countsByAccused = [];
    private readonly int[] counts = new int[Enum.GetValues<PendingStage>().Length];

    public int Count => order.Count;

    /// <summary>The one that has waited longest.</summary>
    public PendingRecord? Oldest => order.First?.Value;

    /// <summary>All, oldest first.</summary>
    public IEnumerable<PendingRecord> InOrder => order;

    public int CountIn(PendingStage stage) => counts[(int)stage];

    /// <summary>A report of this offence waits: one is enough.</summary>
    public bool Alleges(Bytes32 offenceKey) => alleged.Contains(offenceKey);

    public int CountBy(Bytes32 author) => countsByAuthor.GetValueOrDefault(author);

    public int AccessesBy(Bytes32 author) => accessesByAuthor.GetValueOrDefault(author);

    /// <summary>Reports that wait against the hospital that seals a chain.</summary>
    public int CountAgainst(Bytes32 accusedChain) => countsByAccused.GetValueOrDefault(accusedChain);

    /// <summary>Those in one stage, oldest first; none at once where none is.</summary>
    public IEnumerable<PendingRecord> In(PendingStage stage) =>
        CountIn(stage) == 0 ? [] : order.Where(record => record.Stage == stage).Take(CountIn(stage));

    public void Add(PendingRecord record)
    {
        byId.Add(record.Id, order.AddLast(record));
        if (record.Record.Body is Protocol.Records.Report { Evidence.Ok: true } report)
        {
            alleged.Add(report.Evidence.Value.OffenceKey);
            Add(countsByAccused, report.Evidence.Value.Genesis.ChainId, 1);
        }

        counts[(int)record.Stage]++;
        CountAuthor(record, 1);
    }

    public bool TryGet(Bytes32 id, [NotNullWhen(true)] out PendingRecord? record)
    {
        record = byId.GetValueOrDefault(id)?.Value;
        return record is not null;
    }

    /// <summary>Changes a record's stage; one that has left the pool is left alone.</summary>
    public void Move(PendingRecord record, PendingStage stage)
    {
        if (byId.TryGetValue(record.Id, out var node) && node.Value == record)
        {
            counts[(int)record.Stage]--;
            counts[(int)stage]++;
            record.Stage = stage;
        }
    }

    public void Remove(Bytes32 id)
    {
        if (byId.Remove(id, out var node))
        {
            order.Remove(node);
            counts[(int)node.Value.Stage]--;
            if (node.Value.Record.Body is Protocol.Records.Report { Evidence.Ok: true } report)
            {
                alleged.Remove(report.Evidence.Value.OffenceKey);
                Add(countsByAccused, report.Evidence.Value.Genesis.ChainId, -1);
            }

            CountAuthor(node.Value, -1);
        }
    }

    private void CountAuthor(PendingRecord record, int more)
    {
        Add(countsByAuthor, record.Record.Author, more);
        if (record.Record.Body is Protocol.Records.Access)
        {
            Add(accessesByAuthor, record.Record.Author, more);
        }
    }

    private static void Add(Dictionary<Bytes32, int> counted, Bytes32 author, int more)
    {
        if ((counted[author] = counted.GetValueOrDefault(author) + more) == 0)
        {
            counted.Remove(author);
        }
    }
}
