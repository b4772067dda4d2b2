using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Supervision;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Storage;
using HospitalChain.TestKit;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Supervision;

/// <summary>Evidence waits for its report whatever else lies on the shelf, and where there is no room for it nothing is passed over.</summary>
public sealed class EvidenceShelfTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Evidence_that_cannot_be_read_holds_up_no_other_and_is_told_once()
    {
        var world = new World();
        using var log = new TestLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var engine = StoreEngine.Open(folder.File("store"));
        var batch = new StoreBatch();
        batch.Put(Table.Node, [.. "supervision/evidence/"u8, .. RandomNumberGenerator.GetBytes(Bytes32.Size)], new byte[RecordLimits.EvidenceBytesMax + 1]);
        engine.Write(batch);
        var shelf = new EvidenceShelf(engine, logs.CreateLogger<EvidenceShelf>());
        var header = ChainState.AtGenesis(world.HospitalGenesis).Head;
        var fork = new ForkEvidence(world.HospitalGenesis, Equivocation.Of(
            Lies.Seal(world.Hospital, header), Lies.Block(world.Hospital, ChainState.AtGenesis(world.HospitalGenesis), world.Facts, []).Sealed));
        Assert.True(shelf.Put(fork));

        Assert.Equal(fork.OffenceKey, Assert.Single(shelf.All()).OffenceKey);
        Assert.Single(shelf.All());

        log.Log(LogLevel.Information, default, "the end: cannot be read", null, (text, _) => text);
        Assert.Contains("RECORD_TOO_LARGE", await log.LineWithAsync("cannot be read"), StringComparison.Ordinal);
        Assert.Contains("the end", await log.LineWithAsync("cannot be read"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_kept_an_old_registry_is_looked_at_again_until_its_evidence_is_kept()
    {
        await using var network = new ChainNetwork(new ChainParameters
        {
            VerifyIntervalMillis = ChainNetwork.QuickParameters.VerifyIntervalMillis,
            MaxRecordWaitMillis = ChainNetwork.QuickParameters.MaxRecordWaitMillis,
            PromiseWaitMillis = ChainNetwork.QuickParameters.PromiseWaitMillis,
            HeadIntervalMillis = ChainNetwork.QuickParameters.HeadIntervalMillis,
            RegistryLagMaxMillis = 1,
        });
        var (manager, hospital) = await network.StartEnrolledAsync();
        await hospital.DisposeAsync();
        var (chain, now) = (manager.Chain(network.HospitalId), (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var old = new RegistryFacts(ChainState.AtGenesis(network.World.RegistryGenesis));
        var block = network.World.SealAt(now, chain.Chain, network.World.Hospital, old, [network.World.EnrolDoctor(network.World.Doctor("a"))]).Block;
        chain.Gate.Take(new PeerFrame(network.FingerprintOf("hospital"), ChainFrames.BlockAnnounce, BlockFrame.ToBytes(block)), connection: 0);
        await manager.UntilAsync(network.HospitalId, followed => followed.Chain.Head.Height == 1);
        await manager.UntilAsync(network.RegistryId, registry => registry.NewestHead?.TimeMillis >= now);
        var watch = new OffenceWatch(manager.Chains);

        Assert.Equal("REGISTRY_STALE", Assert.Single(watch.Look(_ => false)).Code);
        Assert.Equal("REGISTRY_STALE", Assert.Single(watch.Look(_ => true)).Code);
        Assert.Empty(watch.Look(_ => true));
    }
}
