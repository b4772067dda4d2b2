using System.Diagnostics;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Bench;

/// <summary>
/// How many records per second these cores can verify in batches while they do nothing else: one thread per core takes
/// batch after batch. The checks of form and state are done before.
/// </summary>
internal static class VerificationAlone
{
    /// <param name="records">Records that are valid on <paramref name="chain"/>.</param>
    /// <param name="chain">The chain before any of them.</param>
    /// <param name="registry">What it judges by.</param>
    /// <param name="batchSize">Records in one batch.</param>
    public static double RecordsPerSecond(IReadOnlyList<Record> records, ChainState chain, RegistryFacts registry, int batchSize)
    {
        var context = new JudgementContext(chain.Genesis, chain.Entries, registry, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var batches = records.Select(record => RecordRules.Check(record, context).OrThrow()).Chunk(batchSize).ToArray();
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToArray();
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        return records.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;

        void Work()
        {
            for (var taken = Interlocked.Increment(ref next); taken < batches.Length; taken = Interlocked.Increment(ref next))
            {
                foreach (var result in ObligationVerifier.Verify(batches[taken], new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size))))
                {
                    result.OrThrow();
                }
            }
        }
    }
}
