using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;
using HospitalChain.Storage.Chains;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>What a node keeps of witnesses' cosignatures, over a restart.</summary>
public sealed class CosignatureBookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly World world = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void More_witnesses_than_a_head_holds_are_not_kept_and_the_store_can_be_read_again()
    {
        SigningKey[] witnesses = [.. Enumerable.Range(0, CosignedHead.CosignaturesMax + 16).Select(_ => SigningKey.Generate())];
        var enrolment = new EnrolmentEntry { Role = PartyRole.Hospital, Sealing = new byte[65] };
        var registry = new ChainEntries(StateTree.Empty.Apply(
            witnesses.Select(witness => StateChange.Set(StateKey.Of(StateKinds.Enrolment, witness.PublicKey), enrolment.ToBytes()))));
        var header = ChainState.AtGenesis(world.HospitalGenesis).Head;
        var head = Lies.Head(world.Hospital, header, World.StartMillis);
        CosignedHead Half(IEnumerable<SigningKey> by) => new(head, [.. by.Select(witness => Cosignature.Sign(header.ChainId, head.Mark, witness))]);

        using (var engine = StoreEngine.Open(folder.File("store")))
        {
            var book = new CosignatureBook(world.HospitalGenesis, ChainStore.Open(engine, world.HospitalGenesis).OpenCosignedHeads(), () => registry);
            Assert.Equal(40, book.Take(Half(witnesses[..40]), ulong.MaxValue)!.Cosignatures.Count);
            Assert.Equal(CosignedHead.CosignaturesMax - 40, book.Take(Half(witnesses[40..]), ulong.MaxValue)!.Cosignatures.Count);
        }

        using var again = StoreEngine.Open(folder.File("store"));
        var kept = new CosignatureBook(world.HospitalGenesis, ChainStore.Open(again, world.HospitalGenesis).OpenCosignedHeads(), () => registry).Kept();
        Assert.Equal(CosignedHead.CosignaturesMax, Assert.Single(kept).Cosignatures.Count);
        Array.ForEach(witnesses, witness => witness.Dispose());
    }
}
