using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Storage.Verification;

/// <summary>
/// Rereads a whole store and checks every hash that needs no rule of the chain: RocksDB's checksums, links, seals,
/// records_root, history_root, record ids, the index, and the newest state_root over all state entries. That each
/// earlier state_root follows from its records is shown by replaying <see cref="ChainStore.BlocksFrom"/>.
/// Open the store anew for it: what a running node has in memory is not read from disk.
/// </summary>
public static class StoreVerifier
{
    /// <summary>More findings than this are not listed.</summary>
    public const int FindingsMax = 100;

    private static readonly Table[] ByChain =
    [
        Table.Blocks, Table.Headers, Table.HeaderHashes, Table.RecordIndex, Table.State,
        Table.Pool, Table.Heads, Table.Promises, Table.Evidence,
    ];

    /// <summary>Reads everything; damage is told in the report, not thrown.</summary>
    public static StoreReport Verify(StoreEngine engine, CancellationToken cancellation = default)
    {
        var findings = new Findings();
        var chains = ReadChains(engine, findings);
        var entries = 0L;
        foreach (var table in Enum.GetValues<Table>())
        {
            findings.Collect(() => entries += ReadTable(engine, table, chains, findings, cancellation));
        }

        var (blocks, records) = (0L, 0L);
        foreach (var genesis in chains.Values)
        {
            var chain = new ChainVerification(engine, genesis, findings);
            chain.Run(cancellation);
            blocks += chain.Blocks;
            records += chain.Records;
        }

        findings.Collect(() => VerifyMail(engine, findings));
        return new StoreReport(chains.Count, blocks, records, entries, findings.All);
    }

    private static SortedDictionary<Bytes32, Genesis> ReadChains(StoreEngine engine, Findings findings)
    {
        var chains = new SortedDictionary<Bytes32, Genesis>();
        findings.Collect(() =>
        {
            foreach (var entry in engine.Scan(Table.Meta, ChainKeys.ChainPrefix))
            {
                var genesis = Genesis.Parse(entry.Value.Span);
                if (genesis.Ok && entry.Key.Span.SequenceEqual(ChainKeys.Chain(genesis.Value.ChainId)))
                {
                    chains.Add(genesis.Value.ChainId, genesis.Value);
                }
                else
                {
                    findings.Add("a genesis is damaged or stands under another chain's id");
                }
            }
        });
        return chains;
    }

    /// <summary>Reads every entry past the block cache, which makes RocksDB check every block's checksum.</summary>
    private static long ReadTable(
        StoreEngine engine, Table table, SortedDictionary<Bytes32, Genesis> chains, Findings findings, CancellationToken cancellation)
    {
        var count = 0L;
        var isByChain = ByChain.Contains(table);
        using var cursor = engine.Iterate(table, default, default, fillCache: false);
        while (cursor.MoveNext(backwards: false))
        {
            cancellation.ThrowIfCancellationRequested();
            count++;
            var key = cursor.Key;
            if (isByChain && (key.Length < Bytes32.Size || !chains.ContainsKey(ChainKeys.ChainOf(key))))
            {
                findings.Add($"an entry of {TableNames.NameOf(table)} belongs to no chain of this store");
            }
        }

        return count;
    }

    /// <summary>Each letter (recipient ‖ id) stands once in the index of expiries (expiry ‖ recipient ‖ id), and nothing else does.</summary>
    private static void VerifyMail(StoreEngine engine, Findings findings)
    {
        var indexed = 0L;
        foreach (var entry in engine.Scan(Table.MailExpiry, default))
        {
            indexed++;
            if (entry.Key.Length != sizeof(ulong) + (2 * Bytes32.Size) || !engine.Contains(Table.Mail, entry.Key.Span[sizeof(ulong)..]))
            {
                findings.Add("the expiry index names a letter that is not there");
            }
        }

        var letters = engine.Scan(Table.Mail, default).LongCount();
        if (indexed != letters)
        {
            findings.Add($"{letters} letters, but {indexed} entries in the expiry index");
        }
    }
}
