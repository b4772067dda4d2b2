using HospitalChain.Crypto;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Storage;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// Evidence that this node saw or was handed, verified, until the registry chain has a report of it. One entry for each
/// offence, and a bounded number of them: what is over can be shown again. Thread-safe.
/// </summary>
public sealed class EvidenceShelf(StoreEngine engine, ILogger<EvidenceShelf> log)
{
    /// <summary>The most offences that wait at once.</summary>
    public const int OffencesMax = 256;

    /// <summary>Of them, of one hospital, beside its forks: no hospital's offences take the room of another's.</summary>
    public const int OffencesPerHospitalMax = 32;

    private readonly Lock gate = new();
    private readonly HashSet<Bytes32> unreadable = [];

    private static ReadOnlySpan<byte> Prefix => "supervision/evidence/"u8;

    /// <summary>Keeps evidence that verified; on the disk when this returns. False where it is kept already or the shelf is full.</summary>
    public bool Put(OffenceEvidence evidence)
    {
        lock (gate)
        {
            var key = KeyOf(evidence.OffenceKey);
            if (engine.Contains(Table.Node, key) || !HasRoomFor(evidence))
            {
                return false;
            }

            var batch = new StoreBatch();
            batch.Put(Table.Node, key, evidence.ToBytes());
            engine.Write(batch);
            return true;
        }
    }

    /// <summary>A fork, of which a chain has at most two, always has room among its hospital's.</summary>
    private bool HasRoomFor(OffenceEvidence evidence)
    {
        var kept = engine.Scan(Table.Node, Prefix).ToArray();
        return kept.Length < OffencesMax
            && (evidence is ForkEvidence || kept.Count(entry => OffenceEvidence.Parse(entry.Value.Span).Value?.Genesis.ChainId == evidence.Genesis.ChainId) < OffencesPerHospitalMax);
    }

    public bool Has(Bytes32 offenceKey) => engine.Contains(Table.Node, KeyOf(offenceKey));

    /// <summary>What can be reported. One entry that cannot be read holds up no other; the log says so once.</summary>
    public IReadOnlyList<OffenceEvidence> All()
    {
        lock (gate)
        {
            var all = new List<OffenceEvidence>();
            foreach (var entry in engine.Scan(Table.Node, Prefix))
            {
                var (offenceKey, evidence) = (new Bytes32(entry.Key.Span[Prefix.Length..]), OffenceEvidence.Parse(entry.Value.Span));
                if (evidence.Ok)
                {
                    all.Add(evidence.Value);
                }
                else if (unreadable.Add(offenceKey))
                {
                    log.EvidenceUnreadable(offenceKey, evidence.Refusal.ToString());
                }
            }

            return all;
        }
    }

    public void Remove(Bytes32 offenceKey)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, KeyOf(offenceKey));
        engine.Write(batch);
    }

    private static byte[] KeyOf(Bytes32 offenceKey) => [.. Prefix, .. offenceKey.ToArray()];
}
