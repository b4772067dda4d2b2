using System.Buffers.Binary;
using System.Diagnostics;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

/// <summary>Runs alone: what other tests hold would be counted too.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class StateTreeMeasures(ITestOutputHelper output)
{
    private const int Entries = 250_000;
    private const int ValueBytes = 40;

    [Fact]
    public void A_million_entries_of_forty_bytes_cost_at_most_250_megabytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var tree = StateTree.Empty.Apply(Changes(0, Entries));
        var seconds = clock.Elapsed.TotalSeconds;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var perMillion = bytes * (1_000_000 / Entries);
        output.WriteLine($"{ValueBytes}-byte values: {perMillion / 1e6:f0} MB per million entries; {Entries} at once in {seconds:f1} s");
        Assert.Equal(Entries, tree.Count);
        Assert.InRange(perMillion, 1, 250_000_000);

        before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Restart();
        var later = tree;
        foreach (var change in Changes(Entries, 1000))
        {
            later = later.Set(change.Key, change.Value!.Value.Span);
        }

        output.WriteLine($"1000 more one by one: {clock.Elapsed.TotalMilliseconds:f1} ms");
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"a second version with them: {grown / 1e3:f0} kB");
        Assert.InRange(grown, 1, 4_000_000);
        clock.Restart();
        Assert.Equal(later.Root, tree.Apply(Changes(Entries, 1000)).Root);
        output.WriteLine($"the same 1000 at once: {clock.Elapsed.TotalMilliseconds:f1} ms");
        GC.KeepAlive(tree);
    }

    private static IEnumerable<StateChange> Changes(int start, int count)
    {
        var name = new byte[4];
        for (var number = start; number < start + count; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(name, number);
            var value = new byte[ValueBytes];
            name.CopyTo(value, 0);
            yield return StateChange.Set(StateKey.Of("record", name), value);
        }
    }
}
