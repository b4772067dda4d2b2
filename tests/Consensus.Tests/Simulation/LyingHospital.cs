using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>What a byzantine supernode shows to whom, and what it keeps out. An honest one shows everybody the block it sealed.</summary>
internal sealed class LyingHospital(Simulation simulation)
{
    private const ulong LiesFromMillis = 10_000;

    private readonly SupernodeKind kind = simulation.Plan.Supernode;
    private readonly ulong height = 3 + simulation.Upto(5);
    private readonly Dictionary<Bytes32, Promise> empty = [];
    private Block? lie;

    /// <summary>The other header at the height of the lie; null before it, and where there is none.</summary>
    public Block? Lie => lie;

    /// <summary>Records that it promised and will never seal.</summary>
    public IReadOnlyCollection<Bytes32> Censored => empty.Keys;

    public Block Show(SimNode to, Block block)
    {
        if (block.Header.Height != height || kind is SupernodeKind.Honest or SupernodeKind.Withholding or SupernodeKind.Censoring or SupernodeKind.StaleRegistry)
        {
            return block;
        }

        var hospital = simulation.World.Hospital;
        lie ??= kind switch
        {
            SupernodeKind.SealingForgery => block.WithForgedRecord(hospital),
            SupernodeKind.SealingWrongState => block.Reseal(hospital, header => header.With(stateRoot: header.HistoryRoot)),
            SupernodeKind.Rejecting => Rejecting(block),
            _ => block.Twin(hospital),
        };
        return kind == SupernodeKind.Equivocating && to.Index % 2 == 0 ? block : lie;
    }

    /// <summary>
    /// After a while it shows odd nodes no more blocks, heads or promises. One that rejects wrongly says nothing more after its
    /// lie: its honest core goes on elsewhere, and every head of that would be a fork besides.
    /// </summary>
    public bool Withholds(SimNode to, FrameKind frame) => kind switch
    {
        SupernodeKind.Withholding => to.Index % 2 == 1 && simulation.Schedule.NowMillis > 20_000 && frame != FrameKind.RecordForward,
        SupernodeKind.Rejecting => frame == FrameKind.HeadAnnounce && simulation.Hospital.Hospital.Store.Chain.Head.Height >= height,
        _ => false,
    };

    /// <summary>The promise that is all a censored record gets; null where the record is treated as any other.</summary>
    public Promise? EmptyPromise(Record record)
    {
        if (kind != SupernodeKind.Censoring || simulation.Schedule.NowMillis < LiesFromMillis || record.Id.ToArray()[0] % 3 != 0
            || simulation.Hospital.Hospital.Store.Chain.Entries.Record(record.Id) is not null
            || simulation.Hospital.Hospital.Store.Pool.Any(entry => entry.Record.Record.Id == record.Id))
        {
            return null;
        }

        if (!empty.TryGetValue(record.Id, out var promise))
        {
            var genesis = simulation.World.HospitalGenesis;
            promise = Lies.Promise(simulation.World.Hospital, genesis, record.Id, simulation.Hospital.Clock);
            empty.Add(record.Id, promise);
            simulation.Note($"the hospital promises {record.Id} and keeps it out");
        }

        return promise;
    }

    /// <summary>It hears nothing more of the registry once it has enough to work.</summary>
    public bool IsDeafTo(ChainState registry) =>
        kind == SupernodeKind.StaleRegistry && registry.Head.Height > 1 && registry.Entries.HospitalOf(simulation.World.HospitalGenesis.ChainId) is not null;

    /// <summary>The same block with its first record rejected for a reason that is not so.</summary>
    private Block Rejecting(Block block)
    {
        var versions = simulation.Hospital.Hospital.Store.Versions;
        var before = versions[(int)block.Header.Height - 1];
        var registry = new RegistryFacts(simulation.Hospital.Registry.Store.Versions[(int)block.Header.RegistryHead.Height]);
        var good = block.Records.FirstOrDefault(record => record.Body is not Rejection) ?? simulation.Population.Later[0];
        return Lies.Block(simulation.World.Hospital, before, registry, [Lies.Reject(simulation.World.Hospital, good, "SIGNATURE_INVALID")], block.Header.TimeMillis);
    }
}
