using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests;

/// <summary>What costs its author nothing is taken only so often (chain.md §4.1, §4.5).</summary>
public sealed class FloodTests
{
    private const ulong HourMillis = 3_600_000;

    private readonly HospitalDay day = new();

    [Fact]
    public void Rejections_that_cost_no_points_are_recorded_only_so_often_for_one_author()
    {
        var rig = day.Supernode(new CoreOptions { IsSupernode = true, FreeRefusalsPerHourMax = 3 });
        var nowhere = day.World.NewVisit("never registered");
        foreach (var text in new[] { "one", "two", "three" })
        {
            Assert.Null(rig.Submit(day.World.Diagnose(day.Ada, nowhere, text)).Refusal);
        }

        rig.Pass(day.Parameters.PromiseWaitMillis);
        Assert.Equal(3, rig.Store.Blocks.SelectMany(block => block.Records).Count(record => record.Body is Rejection { Code: "VISIT_UNKNOWN" }));
        Assert.Equal(100u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
        Assert.Equal("REFUSED_TOO_OFTEN", rig.Submit(day.World.Diagnose(day.Ada, nowhere, "four")).Refusal?.Code);
        Assert.Equal("REFUSED_TOO_OFTEN", rig.Submit(day.World.Diagnose(day.Ada, day.Visit, "right, and later")).Refusal?.Code);
        Assert.Null(rig.Submit(day.Access(1)).Refusal); // bea's

        rig.Pass(HourMillis);
        Assert.Null(rig.Submit(day.World.Diagnose(day.Ada, day.Visit, "right")).Refusal);
    }

    [Fact]
    public void Rejections_that_cost_points_end_by_themselves_and_are_not_counted()
    {
        var rig = day.Supernode(new CoreOptions { IsSupernode = true, FreeRefusalsPerHourMax = 1 });
        rig.Submit([day.BadCapsule("one"), day.BadCapsule("two")]);
        rig.Pass(day.Parameters.PromiseWaitMillis);
        Assert.Equal(80u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
        Assert.Null(rig.Submit(day.World.Diagnose(day.Ada, day.Visit, "right")).Refusal);
    }

    [Fact]
    public void Reports_of_one_hospital_take_a_share_of_the_pool_and_a_fork_is_heard_beside_them()
    {
        var registry = new Rig(day.World, day.World.RegistryGenesis, day.World.Manager, new CoreOptions { IsSupernode = true, PendingPerAccusedMax = 2 }, RegistryStore()) { HoldsJobs = true };
        Assert.Null(registry.Submit(Report(BrokenPromise("one"))).Refusal);
        Assert.Null(registry.Submit(Report(BrokenPromise("two"))).Refusal);

        Assert.Equal("BUSY", registry.Submit(Report(BrokenPromise("three"))).Refusal?.Code);

        var newest = day.Store.Blocks[^1];
        Assert.Null(registry.Submit(Report(new ForkEvidence(day.World.HospitalGenesis, Equivocation.Of(newest.Sealed, newest.Twin(day.World.Hospital).Sealed)))).Refusal);
    }

    /// <summary>The world's registry, as far as it is.</summary>
    private DurableStore RegistryStore()
    {
        var store = new DurableStore(day.World.RegistryGenesis);
        for (var height = 1; height < day.World.Registry.Count; height++)
        {
            store.Keep(new Effects.PersistBlock(day.World.RegistryBlocks[height - 1], day.World.Registry[height], [], []));
        }

        return store;
    }

    private BrokenPromiseEvidence BrokenPromise(string text)
    {
        var (world, newest) = (day.World, day.Store.Blocks[^1]);
        var promise = Lies.Promise(world.Hospital, world.HospitalGenesis, day.World.Diagnose(day.Ada, day.Visit, text).Id, World.StartMillis + 10);
        var absence = StateEntryProof.Of(newest.Sealed, day.Store.Chain.Tree, StateKey.Of(StateKinds.Record, promise.RecordId));
        return new BrokenPromiseEvidence(world.HospitalGenesis, promise, Lies.Head(world.Hospital, newest.Header, promise.DeadlineMillis + 1), absence);
    }

    private Record Report(OffenceEvidence evidence)
    {
        var (registry, reporter) = (day.World.RegistryGenesis, day.World.Cloud);
        var body = new Report
        {
            Reporter = new Grantee { Key = reporter.Key, ChainId = registry.ChainId, SealedHeader = default, EnrolmentProof = default },
            EvidenceBytes = evidence.ToBytes(),
        };
        return Record.Sign(registry.ChainId, World.StartMillis, body, reporter.Signing);
    }
}
