using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>A hospital whose chain has two doctors and a visit in its first two blocks, for cores to start from.</summary>
internal sealed class HospitalDay
{
    private readonly Dictionary<uint, Record> accesses = [];

    public HospitalDay(ChainParameters? parameters = null)
    {
        World = new World(parameters);
        Ada = World.Doctor("ada");
        Bea = World.Doctor("bea");
        Visit = World.NewVisit("pat");
        Store = new DurableStore(World.HospitalGenesis);
        Grow(Store, World.EnrolDoctor(Ada), World.EnrolDoctor(Bea));
        Grow(Store, World.RegisterVisit(Visit, [Ada]));
    }

    public World World { get; }

    public Party Ada { get; }

    public Party Bea { get; }

    /// <summary>Ada's.</summary>
    public Visit Visit { get; }

    public DurableStore Store { get; }

    public ChainParameters Parameters => World.HospitalGenesis.Parameters;

    public static Bytes32 Peer(byte number) => new(Enumerable.Repeat(number, Bytes32.Size).ToArray());

    public Rig Supernode(CoreOptions? options = null)
    {
        var rig = Rig.Supernode(World, options, Store.Backup());
        rig.Desk.Issue(Visit);
        return rig;
    }

    public Rig Follower(CoreOptions? options = null, bool registry = true, ulong? nowMillis = null) =>
        Rig.Follower(World, options, Store.Backup(), registry, nowMillis);

    /// <summary>The next block on <paramref name="store"/>, sealed and kept.</summary>
    public Block Grow(DurableStore store, params IReadOnlyList<Record> records)
    {
        var (block, after) = World.Seal(store.Chain, World.Hospital, World.Facts, records);
        store.Keep(new PersistBlock(block, after, [], records.Select(record => record.Id).ToArray()));
        return block;
    }

    /// <summary>Blocks that follow the first two, of one access each, numbered from <paramref name="first"/>.</summary>
    public Block[] Later(int count, uint first = 0)
    {
        var store = Store.Backup();
        return Enumerable.Range(0, count).Select(i => Grow(store, Access(first + (uint)i))).ToArray();
    }

    /// <summary>The same record for the same number.</summary>
    public Record Access(uint number) =>
        accesses.TryGetValue(number, out var access) ? access : accesses[number] = World.Access(Bea, number);

    public Record[] Accesses(int count, uint first = 0) => Enumerable.Range(0, count).Select(i => Access(first + (uint)i)).ToArray();

    /// <summary>A diagnosis whose capsule nobody could open: its doctor pays ten points.</summary>
    public Record BadCapsule(string text) => World.Diagnose(Ada, Visit, text, spoil: parts =>
    {
        var capsule = parts.Capsule.ToArray(); // C2 and C5 change places
        parts.Capsule.AsSpan(96, 48).CopyTo(capsule.AsSpan(304));
        parts.Capsule.AsSpan(304, 48).CopyTo(capsule.AsSpan(96));
        return parts with { Capsule = capsule };
    });

    public BlocksArrived Arrived(byte peer, params IReadOnlyList<Block> blocks) => new(Peer(peer), blocks);

    public HeadArrived HeadOf(byte peer, Header header, ulong timeMillis) =>
        new(Peer(peer), Signed.Head(World.Hospital, World.HospitalGenesis.ChainId, header.Height, header.Hash, timeMillis));
}
