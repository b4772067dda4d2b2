using HospitalChain.Crypto;

namespace HospitalChain.Storage.Tests;

/// <summary>
/// A supernode's part, played in a process of its own so that it can be killed: accepts records, many at once, prints
/// each id once it is durable, and commits blocks of what waits.
/// </summary>
internal static class ChainChild
{
    public const string Argument = "chain-child";

    private const int AcceptsAtOnce = 4;
    private const int RecordsPerBlock = 3;

    /// <param name="folder">The store's.</param>
    /// <returns>Never, unless something fails.</returns>
    public static async Task<int> RunAsync(string folder)
    {
        using var engine = StoreEngine.Open(folder, new StoreOptions { WriteBufferBytes = 1 << 16, LogBytesMax = 1 << 18 });
        await using var committer = new GroupCommitter(engine);
        using var sample = new SampleChain();
        var chain = ChainStore.Open(engine, sample.Genesis);
        sample.Continue(chain.Load());
        var pool = chain.OpenPool();
        var waiting = new Queue<Record>(pool.Load().Select(pooled => pooled.Record));
        while (true)
        {
            var accepted = Enumerable.Range(0, AcceptsAtOnce).Select(_ => sample.Revocation(sample.State.Head.Height)).ToArray();
            await Task.WhenAll(accepted.Select(record => committer.CommitAsync(batch => pool.Accept(batch, record, 1, 2))));
            foreach (var record in accepted)
            {
                Console.WriteLine(record.Id.ToString());
                waiting.Enqueue(record);
            }

            while (waiting.Count >= RecordsPerBlock)
            {
                var (block, changes) = sample.Next([.. Enumerable.Range(0, RecordsPerBlock).Select(_ => waiting.Dequeue())]);
                chain.Append(block, changes);
            }
        }
    }

    /// <summary>Every accepted id stands in a block or waits, and the store is sound.</summary>
    /// <returns>The chain's height.</returns>
    public static ulong Check(StoreEngine engine, IEnumerable<Bytes32> accepted)
    {
        using var sample = new SampleChain();
        var chain = ChainStore.Open(engine, sample.Genesis);
        var waiting = chain.OpenPool().Load().Select(pooled => pooled.Record.Id).ToHashSet();
        Assert.All(accepted, id => Assert.True(chain.Find(id) is not null != waiting.Contains(id), $"{id} is nowhere, or in two places"));
        Assert.Equal(chain.Height, chain.Load().Head.Height);
        Assert.Empty(StoreVerifier.Verify(engine).Findings);
        return chain.Height;
    }
}
