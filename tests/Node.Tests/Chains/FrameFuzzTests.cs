using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Tests;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>Every frame's decoder takes exactly the image of its encoder, never throws, and allocates in proportion.</summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Mutations = 1_000;

    private readonly World world = new();
    private readonly Random random = SeededRandom.Make(output);

    private Bytes32 ChainId => world.HospitalGenesis.ChainId;

    private SealedHeader Header => world.RegistryBlocks[0].Sealed;

    private SignedHead Head => new(ChainId, 3, ChainId, 4, Header.Seal);

    [Fact]
    public void Status() => new DecoderFuzz<StatusFrame>(bytes => StatusFrame.Parse(bytes), frame => frame.ToBytes()).Run(
        [new StatusFrame(ChainId, 7, ChainId, true, null).ToBytes(), new StatusFrame(ChainId, 70_000, ChainId, false, Header.Seal).ToBytes()], Mutations, random);

    [Fact]
    public void Records() => new DecoderFuzz<IReadOnlyList<Record>>(bytes => RecordsFrame.Parse(bytes), records => RecordsFrame.Split(records[0].ChainId, records).Single()).Run(
        [RecordsFrame.Split(ChainId, [world.EnrolDoctor(world.Doctor("a")), world.EnrolDoctor(world.Doctor("b"))]).Single()], Mutations, random);

    [Fact]
    public void Promises() => new DecoderFuzz<IReadOnlyList<Promise>>(bytes => PromisesFrame.Parse(bytes), promises => PromisesFrame.ToBytes(promises[0].ChainId, promises)).Run(
        [PromisesFrame.ToBytes(ChainId, [new Promise(ChainId, ChainId, 1, 2, Header.Seal), new Promise(ChainId, default, 3, 4, Header.Seal)])], Mutations, random);

    [Fact]
    public void Refusal() => new DecoderFuzz<RefusalFrame>(bytes => RefusalFrame.Parse(bytes), frame => frame.ToBytes()).Run(
        [new RefusalFrame(ChainId, ChainId, "AUTHOR_UNKNOWN", "why").ToBytes()], Mutations, random);

    [Fact]
    public void Block() => new DecoderFuzz<Block>(bytes => BlockFrame.Parse(bytes), BlockFrame.ToBytes).Run(
        [BlockFrame.ToBytes(world.RegistryBlocks[0])], Mutations, random);

    [Fact]
    public void BlocksRequest() => new DecoderFuzz<BlocksRequestFrame>(bytes => BlocksRequestFrame.Parse(bytes), frame => frame.ToBytes()).Run(
        [new BlocksRequestFrame(ChainId, 9, 64).ToBytes()], Mutations, random);

    [Fact]
    public void Blocks() => new DecoderFuzz<IReadOnlyList<Block>>(
        bytes => BlocksFrame.Parse(bytes) is [_, ..] blocks ? blocks : null,
        blocks => BlocksFrame.ToBytes(blocks[0].Header.ChainId, blocks.Select(block => block.ToBytes()), blocks.Count)).Run(
        [BlocksFrame.ToBytes(world.RegistryGenesis.ChainId, world.RegistryBlocks.Select(block => block.ToBytes()), 10)], Mutations, random);

    [Fact]
    public void HeadAnnounce() => new DecoderFuzz<SignedHead>(bytes => HeadFrame.Parse(bytes), HeadFrame.ToBytes).Run([HeadFrame.ToBytes(Head)], Mutations, random);

    [Fact]
    public void CosignedHead() => new DecoderFuzz<CosignedHead>(bytes => CosignedHeadFrame.Parse(bytes), CosignedHeadFrame.ToBytes).Run(
        [CosignedHeadFrame.ToBytes(new CosignedHead(Head, [new Cosignature(Head.ChainId, Head.Mark, ChainId, Header.Seal)]))], Mutations, random);

    [Fact]
    public void Evidence() => new DecoderFuzz<Equivocation>(bytes => EvidenceFrame.Parse(bytes), EvidenceFrame.ToBytes).Run(
        [EvidenceFrame.ToBytes(Equivocation.Of(Header, Header)), EvidenceFrame.ToBytes(Equivocation.Of(Header, Head))], Mutations, random);
}
