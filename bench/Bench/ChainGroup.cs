using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Bench;

/// <summary>
/// The chain from submission to a block that a follower applied, and an empty node's catching up, beside verification
/// alone on the same records and cores; sizes on disk and in memory. Supernode and follower run in this process and
/// share its cores, and each verifies every record: verification alone is therefore halved for the two of them.
/// </summary>
internal static class ChainGroup
{
    private const int WarmUps = 4; // until the code that nodes run is compiled for good
    private const int Rounds = 5;
    private const int RecordsPerRound = 600;
    private const int Verifiers = 2;
    private const int BatchRecords = 100; // the most that a node verifies in one batch of pending records
    private const int SyncRecords = 640; // the most that a node that catches up verifies in one batch
    private const int StateEntries = 200_000;

    public static IReadOnlyList<BenchRow> Measure() => MeasureAsync().GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchRow>> MeasureAsync()
    {
        var rows = new List<BenchRow>();
        await using (var plain = await ChainScene.StartAsync(checksEvidence: false))
        {
            rows.AddRange(await ThroughputAsync(plain, "chain submission to follower", 0.6));
            rows.AddRange(await CatchUpAsync(plain));
            rows.Add(await DiskAsync(plain));
        }

        await using (var whole = await ChainScene.StartAsync(checksEvidence: true))
        {
            rows.AddRange(await ThroughputAsync(whole, "chain submission to follower, evidence opened by the hospital", null));
        }

        rows.AddRange(Prices());
        rows.Add(new BenchRow("chain state in memory, one million record ids", StateMegabytes(), "MB"));
        return rows;
    }

    /// <summary>Chain and reference in turns; for each figure the round with the middle ratio counts.</summary>
    private static async Task<IReadOnlyList<BenchRow>> ThroughputAsync(ChainScene scene, string name, double? atLeast)
    {
        var (speeds, costs) = (new List<BenchRow>(), new List<BenchRow>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var records = scene.Diagnose(RecordsPerRound);
            var before = Environment.CpuUsage.TotalTime;
            var alone = Alone(scene, records, BatchRecords) / Verifiers;
            var between = Environment.CpuUsage.TotalTime;
            var seconds = (await scene.PlayAsync(records)).TotalSeconds;
            var after = Environment.CpuUsage.TotalTime;
            speeds.Add(new BenchRow(name, records.Length / seconds, "records/s", alone, "verification alone in batches of 100, for two nodes") { AtLeast = atLeast });
            costs.Add(new BenchRow(
                $"{name}, processor time", (after - between).TotalMicroseconds / records.Length, "us/record",
                Verifiers * (between - before).TotalMicroseconds / records.Length, "that of verification alone, for two nodes"));
        }

        return [Middle(speeds), Middle(costs)];
    }

    /// <summary>Without the first rounds, which warm up.</summary>
    private static BenchRow Middle(IEnumerable<BenchRow> rounds) => rounds.Skip(WarmUps).OrderBy(row => row.Ratio).ElementAt(Rounds / 2);

    private static async Task<IReadOnlyList<BenchRow>> CatchUpAsync(ChainScene scene)
    {
        var alone = Alone(scene, scene.Diagnose(2 * SyncRecords), SyncRecords);
        var head = scene.Supernode.Chain(scene.ChainId).Chain;
        var blocks = (double)head.Head.Height;
        var records = Enumerable.Range(1, (int)head.Head.Height).Sum(height => scene.Supernode.Chain(scene.ChainId).ReadHeader((ulong)height)!.Header.Count);
        var seconds = (await scene.CatchUpAsync()).TotalSeconds;
        return
        [
            new("chain catch-up of an empty node", blocks / seconds, "blocks/s", alone * blocks / records, "verification alone in batches of 640, blocks as full as these"),
            new("chain catch-up of an empty node, records", records / seconds, "records/s", alone, "verification alone in batches of 640"),
        ];
    }

    private static async Task<BenchRow> DiskAsync(ChainScene scene)
    {
        var chain = scene.Follower.Chain(scene.ChainId);
        var (count, bytes) = (0L, 0L);
        foreach (var record in chain.ReadBlocksFrom(1).SelectMany(block => block.Records))
        {
            (count, bytes) = (count + 1, bytes + record.Bytes.Length);
        }

        return new BenchRow("chain disk per record, compacted", await scene.StoreBytesAsync() / (double)count, "bytes", bytes / (double)count, "the record's own bytes");
    }

    private static double Alone(ChainScene scene, IReadOnlyList<Record> records, int batchSize) =>
        VerificationAlone.RecordsPerSecond(records, scene.Follower.Chain(scene.ChainId).Chain, scene.World.Facts, batchSize);

    /// <summary>What the hospital's check of evidence adds to a record.</summary>
    private static IEnumerable<BenchRow> Prices()
    {
        using var hospital = SealingKey.Generate();
        var (alpha, author, context) = (new byte[Evidence.AlphaSize], Bytes32.Zero, Transcript.Of("BENCH").Hash32());
        var pid = PseudoIdentity.Make("patient", hospital.PublicKey);
        var sealedEvidence = Evidence.Seal(hospital.PublicKey, alpha, "patient", pid, author, context);
        var watches = new Stopwatches();
        var evidence = watches.Add(() => Evidence.TryOpen(hospital, sealedEvidence, context, out _));
        var identity = watches.Add(() => PseudoIdentity.TryOpen(hospital, pid, out _));
        watches.Run();
        return
        [
            new("chain evidence of a diagnosis opened", evidence.Microseconds, "us"),
            new("chain PID of a visit opened", identity.Microseconds, "us"),
        ];
    }

    /// <summary>What the state tree holds for each decided record, measured on fewer.</summary>
    private static double StateMegabytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tree = StateTree.Empty;
        for (var i = 0; i < StateEntries; i += 1_000)
        {
            tree = tree.Apply(Enumerable.Range(i, 1_000).Select(id =>
            {
                var recordId = Transcript.Of("BENCH").AddU32((uint)id).Hash32();
                return StateChange.Set(StateKey.Of(StateKinds.Record, recordId), new RecordEntry(true, (ulong)id) { Owner = recordId, Store = recordId }.ToBytes());
            }));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(tree);
        return bytes / (double)(1 << 20) * 1_000_000 / StateEntries;
    }
}
