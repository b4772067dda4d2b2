using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// What witnesses cosigned of one chain's newest heads. Only cosignatures that count (<see cref="WitnessRules"/>) are
/// kept, each verified once, so strangers and repetitions cost next to nothing. The disk keeps the newest cosigned heads and
/// each witness's own newest, by which one that was restored learns what it signed. Thread-safe.
/// </summary>
internal sealed class CosignatureBook
{
    /// <summary>Heads in memory, cosigned or not: what comes in a second of a busy chain.</summary>
    private const int HeadsMax = 128;

    /// <summary>Cosigned heads on disk, beside each witness's own newest.</summary>
    private const int CosignedMax = 16;

    private readonly Lock gate = new();
    private readonly Genesis genesis;
    private readonly CosignedHeads store;
    private readonly Func<ChainEntries?> registry;
    private readonly SortedDictionary<ulong, Entry> entries = [];

    /// <param name="genesis">The chain's genesis.</param>
    /// <param name="store">Where they are kept.</param>
    /// <param name="registry">The registry chain's newest state; null where the node follows none.</param>
    public CosignatureBook(Genesis genesis, CosignedHeads store, Func<ChainEntries?> registry)
    {
        (this.genesis, this.store, this.registry) = (genesis, store, registry);
        foreach (var kept in store.Load())
        {
            var entry = new Entry(kept.Head) { IsStored = true };
            foreach (var cosignature in kept.Cosignatures)
            {
                entry.Cosignatures.Add(cosignature.Witness, cosignature);
            }

            entries[kept.Head.TimeMillis] = entry;
        }
    }

    /// <summary>Takes a HEAD in whose signature was verified.</summary>
    public void See(SignedHead head)
    {
        lock (gate)
        {
            EntryOf(head);
        }
    }

    /// <summary>Takes what a peer knows about a head.</summary>
    /// <param name="known">The head with cosignatures, none of them verified.</param>
    /// <param name="latestMillis">A head later than this is not taken in.</param>
    /// <returns>What was new and is kept now: empty for nothing. Null: somebody's signature is wrong, which no honest peer passes on.</returns>
    public CosignedHead? Take(CosignedHead known, ulong latestMillis)
    {
        var head = known.Head;
        lock (gate)
        {
            if (known.Cosignatures.All(cosignature => IsOutlived(head, cosignature.Witness)))
            {
                return new CosignedHead(head, []);
            }

            var isHere = entries.TryGetValue(head.TimeMillis, out var entry) && entry.Head.Mark == head.Mark;
            if (!isHere && (head.ChainId != genesis.ChainId || !head.SignatureIsValid(genesis.Supernode.Signing)))
            {
                return null;
            }

            entry = isHere ? entry : head.TimeMillis > latestMillis ? null : EntryOf(head);
            var added = new List<Cosignature>();
            foreach (var cosignature in known.Cosignatures)
            {
                if (entry is null || entry.Cosignatures.Count + added.Count == CosignedHead.CosignaturesMax || entry.Cosignatures.ContainsKey(cosignature.Witness)
                    || IsOutlived(head, cosignature.Witness) || !Counts(cosignature.Witness))
                {
                    continue;
                }

                if (!cosignature.SignatureIsValid())
                {
                    return null;
                }

                added.Add(cosignature);
            }

            added.ForEach(cosignature => entry!.Cosignatures.Add(cosignature.Witness, cosignature));
            if (added.Count > 0)
            {
                store.Put(entry!.ToCosigned(), Outlived(entry));
                entry.IsStored = true;
            }

            return new CosignedHead(head, added);
        }
    }

    /// <summary>Everything a new neighbour should know: what the disk keeps.</summary>
    public IReadOnlyList<CosignedHead> Kept()
    {
        lock (gate)
        {
            return [.. entries.Values.Where(entry => entry.IsStored).Select(entry => entry.ToCosigned())];
        }
    }

    /// <summary>Each witness whose word counts, with the newest head that it cosigned, the farthest first.</summary>
    public IReadOnlyList<WitnessStand> Standings()
    {
        lock (gate)
        {
            var newest = new Dictionary<Bytes32, WitnessStand>();
            foreach (var entry in entries.Values.Reverse())
            {
                foreach (var cosignature in entry.Cosignatures.Values.Where(one => !newest.ContainsKey(one.Witness)))
                {
                    if (PartyOf(cosignature.Witness) is { } party)
                    {
                        newest.Add(cosignature.Witness, new WitnessStand(party, cosignature, entry.Head));
                    }
                }
            }

            return [.. newest.Values];
        }
    }

    /// <summary>Who cosigned heads of a block, as far as it is kept; by their keys.</summary>
    public IReadOnlyList<Bytes32> CosignersOf(ulong height, Bytes32 headerHash)
    {
        lock (gate)
        {
            return [.. entries.Values.Where(entry => entry.Head.Height == height && entry.Head.HeaderHash == headerHash)
                .SelectMany(entry => entry.Cosignatures.Keys).Where(witness => PartyOf(witness) is not null).Distinct().Order()];
        }
    }

    /// <summary>The newest head of <paramref name="usable"/> ones that so many parties cosigned; null without one.</summary>
    public CosignedHead? Newest(int parties, Func<SignedHead, bool> usable)
    {
        lock (gate)
        {
            foreach (var entry in entries.Values.Reverse())
            {
                if (usable(entry.Head) && Parties(entry) >= parties)
                {
                    return entry.ToCosigned();
                }
            }

            return null;
        }
    }

    private bool Counts(Bytes32 witness) => PartyOf(witness) is not null;

    private Bytes32? PartyOf(Bytes32 witness) => WitnessRules.PartyOf(genesis, witness, registry()?.Enrolment(witness));

    private int Parties(Entry entry) => WitnessRules.CountParties(entry.Cosignatures.Keys, PartyOf);

    /// <summary>The entry of a head; null where it is older than all that are kept, or another stands at its time.</summary>
    private Entry? EntryOf(SignedHead head)
    {
        if (entries.TryGetValue(head.TimeMillis, out var there))
        {
            return there.Head.Mark == head.Mark ? there : null;
        }

        var entry = new Entry(head);
        entries.Add(head.TimeMillis, entry);
        if (entries.Count > HeadsMax && entries.Values.FirstOrDefault(old => !old.IsStored) is { } oldest)
        {
            entries.Remove(oldest.Head.TimeMillis);
            return oldest == entry ? null : entry;
        }

        return entry;
    }

    /// <summary>
    /// Whether a cosignature is of a head that would be forgotten at once. Taken in and passed on, what one node forgot another
    /// would tell it again, and they would never come to rest.
    /// </summary>
    private bool IsOutlived(SignedHead head, Bytes32 witness)
    {
        var newer = 0;
        var hasNewer = false;
        foreach (var (timeMillis, entry) in entries)
        {
            if (timeMillis > head.TimeMillis && entry.IsStored)
            {
                newer++;
                hasNewer |= entry.Cosignatures.ContainsKey(witness);
            }
        }

        return hasNewer && newer >= CosignedMax;
    }

    /// <summary>Cosigned heads that the disk need not keep any more; they leave the memory too.</summary>
    private HeadMark[] Outlived(Entry except)
    {
        var newestOf = new HashSet<Bytes32>();
        var outlived = new List<HeadMark>();
        var kept = 0;
        foreach (var entry in entries.Values.Reverse().Where(entry => entry.IsStored || entry == except))
        {
            var isSomebodysNewest = entry.Cosignatures.Keys.Count(newestOf.Add) > 0;
            if (++kept > CosignedMax && !isSomebodysNewest && entry != except)
            {
                outlived.Add(entry.Head.Mark);
            }
        }

        outlived.ForEach(mark => entries.Remove(mark.TimeMillis));
        return [.. outlived];
    }

    private sealed class Entry(SignedHead head)
    {
        public SignedHead Head { get; } = head;

        public SortedDictionary<Bytes32, Cosignature> Cosignatures { get; } = [];

        public bool IsStored { get; set; }

        public CosignedHead ToCosigned() => new(Head, [.. Cosignatures.Values]);
    }
}
