using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>A registry and a hospital's chain of some blocks, and every kind of proof about them.</summary>
internal sealed class ProofScene
{
    private readonly List<Block> blocks = [];
    private readonly List<ChainState> versions;

    public ProofScene()
    {
        versions = [ChainState.AtGenesis(World.HospitalGenesis)];
        blocks.Add(new Block(Sealed(World.Hospital, versions[0].Head), []));
        foreach (var names in new[] { "a b c d e f g", "h", "i j k", "l m", "n o p", "q", "r s" })
        {
            var records = names.Split(' ').Select(name => World.EnrolDoctor(World.Doctor(name))).ToArray();
            var (block, after) = World.Seal(versions[^1], World.Hospital, World.Facts, records);
            blocks.Add(block);
            versions.Add(after);
        }
    }

    public World World { get; } = new();

    public Bytes32 Doctor => World.Doctor("d").Key;

    public StateTree State => versions[^1].Tree;

    /// <summary>Each kind of proof, all of them right.</summary>
    public IEnumerable<ProofVector> Right()
    {
        var (hospital, registry) = (World.HospitalGenesis.ToBytes(), World.RegistryGenesis.ToBytes());
        var record = RecordProof.Of(blocks[1], 3, HeadProof.Of(blocks[1].Header, blocks[^1].Sealed, versions[^1].Headers, Head().Head));
        yield return new ProofVector("record", "right", hospital, default, default, record.ToBytes(), null);
        yield return new ProofVector("head", "right", hospital, default, default, Update(3).ToBytes(), null);
        yield return new ProofVector("entry", "right, present", hospital, default, default, Entry(StateKinds.Enrolment, Doctor).ToBytes(), null);
        yield return new ProofVector("entry", "right, absent", hospital, default, default, Entry(StateKinds.Grant, Doctor).ToBytes(), null);
        yield return new ProofVector("enrolment", "right", hospital, State.Root, Doctor, EnrolmentProof.Of(State, Doctor)!.ToBytes(), null);
        yield return new ProofVector("doctor", "right", registry, default, default, DoctorProof().ToBytes(), null);
    }

    public DoctorProof DoctorProof()
    {
        return DoctorProof(World.Registry[^1].Tree, World.RegistryBlocks[^1].Sealed);
    }

    /// <summary>With the registry in whatever state.</summary>
    public DoctorProof DoctorProof(StateTree registry)
    {
        var header = World.RegistryBlocks[^1].Header;
        return DoctorProof(registry, Sealed(World.Manager, new Header
        {
            ChainId = header.ChainId,
            Height = header.Height,
            Previous = header.Previous,
            TimeMillis = header.TimeMillis,
            Count = header.Count,
            RecordsRoot = header.RecordsRoot,
            HistoryRoot = header.HistoryRoot,
            StateRoot = registry.Root,
            RegistryHead = header.RegistryHead,
        }));
    }

    private DoctorProof DoctorProof(StateTree registry, SealedHeader header)
    {
        EntryProof OfRegistry(string kind, Bytes32 identifier) => new(
            kind, identifier.ToArray(), StateEntryProof.Of(header, registry, StateKey.Of(kind, identifier)), new HeadUpdate(Head(World.Manager, header.Header), header, null));
        return new DoctorProof(
            OfRegistry(StateKinds.HospitalChain, World.HospitalGenesis.ChainId), OfRegistry(StateKinds.Credit, World.Hospital.Key), World.HospitalGenesis, Entry(StateKinds.Enrolment, Doctor), Entry(StateKinds.Credit, Doctor));
    }

    public HeadUpdate Update(int since) => new(Head(), blocks[^1].Sealed, HistoryProof.Of(blocks[since].Sealed, blocks[^1].Header, versions[^1].Headers));

    public EntryProof Entry(string kind, Bytes32 identifier) => new(
        kind, identifier.ToArray(), StateEntryProof.Of(blocks[^1].Sealed, State, StateKey.Of(kind, identifier)), new HeadUpdate(Head(), blocks[^1].Sealed, null));

    private CosignedHead Head() => Head(World.Hospital, blocks[^1].Header);

    private CosignedHead Head(Party supernode, Header header)
    {
        var time = World.StartMillis + 60_000;
        var head = new SignedHead(header.ChainId, header.Height, header.Hash, time, supernode.Signing.Sign(SignedMessage.Head(header.ChainId, header.Height, header.Hash, time)));
        return new CosignedHead(head, [Cosignature.Sign(header.ChainId, head.Mark, World.Cloud.Signing)]);
    }

    private static SealedHeader Sealed(Party supernode, Header header) => new(header, supernode.Signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));
}
