using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;

namespace HospitalChain.Consensus.Tests;

/// <summary>How much a core takes and how fast the state grows. Times are told, not judged: machines differ.</summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    private const int Records = 1_000;

    [Fact]
    public void A_rush_of_records_is_promised_and_sealed_in_full_blocks()
    {
        var day = new HospitalDay();
        var rush = day.Accesses(Records);
        var rig = day.Supernode();
        rig.HoldsJobs = true;
        rig.Submit(rush); // all wait at once: nothing is verified yet
        Assert.All(rush, record => Assert.Equal(SubmissionStatus.Promised, rig.Core.StatusOf(record.Id).Status));
        rig.HoldsJobs = false;
        while (rig.Held.Count > 0)
        {
            rig.Release();
        }

        var blocks = rig.All<PersistBlock>().ToArray();
        Assert.All(blocks, block => Assert.Equal(10, block.Block.Records.Count));
        Assert.Equal(Records / 10, blocks.Length);
        output.WriteLine(
            $"{Records} records in {rig.InCore.ElapsedMilliseconds} ms of the core's own work: {Records * 1000L / Math.Max(1, rig.InCore.ElapsedMilliseconds)} records/s");
    }

    [Fact]
    public void A_record_id_stays_small_in_the_state_for_ever()
    {
        var day = new HospitalDay();
        var rig = day.Supernode();
        var before = rig.Chain.Tree.Count;
        var tree = rig.Chain.Tree;
        rig.Submit(day.Accesses(Records));
        var changes = rig.All<PersistBlock>().SelectMany(block => block.Changes).ToArray();
        var entries = rig.Chain.Tree.Count - before;
        var stored = changes.Sum(change => 32 + (change.Value?.Length ?? 0));
        var blocks = rig.All<PersistBlock>().Sum(block => block.Block.ToBytes().Length);

        // The tree alone, built again from its changes.
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        tree = tree.Apply(changes);
        var heap = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        GC.KeepAlive(tree);
        Assert.Equal(Records, entries);
        Assert.InRange(stored / entries, 33, 128);
        output.WriteLine(
            $"per record: {stored / entries} bytes of state ({stored / entries} MB per million), about {heap / entries} bytes of heap, {blocks / Records} bytes of block");
    }
}
