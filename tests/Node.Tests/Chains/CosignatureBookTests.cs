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

    /// <summary>As nodes do: what was new to one it tells all others, late and in any order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_three_nodes_tell_each_other_comes_to_rest_and_they_know_the_same(int seed)
    {
        const int Heads = 60;
        var random = new Random(seed);
        SigningKey[] witnesses = [.. Enumerable.Range(0, 3).Select(_ => SigningKey.Generate())];
        var registry = Registry(witnesses);
        var header = ChainState.AtGenesis(world.HospitalGenesis).Head;
        StoreEngine[] engines = [.. witnesses.Select((_, index) => StoreEngine.Open(folder.File($"store {index}")))];
        CosignatureBook[] books = [.. engines.Select(engine => BookOf(engine, registry))];
        var onTheWay = new List<(int To, CosignedHead Told)>();
        for (var i = 0; i < Heads; i++)
        {
            var head = Lies.Head(world.Hospital, header, World.StartMillis + (ulong)i);
            for (var at = 0; at < witnesses.Length; at++)
            {
                Tell(at, books[at].Take(new CosignedHead(head, [Cosignature.Sign(header.ChainId, head.Mark, witnesses[at])]), ulong.MaxValue)!);
            }
        }

        var told = 0;
        while (onTheWay.Count > 0)
        {
            Assert.InRange(++told, 1, Heads * witnesses.Length * books.Length * books.Length);
            var next = random.Next(onTheWay.Count);
            var (to, what) = onTheWay[next];
            onTheWay.RemoveAt(next);
            Tell(to, books[to].Take(what, ulong.MaxValue)!);
        }

        Assert.Single(books.Select(book => string.Join(' ', book.Kept().Reverse().Take(8).Select(kept => Convert.ToHexStringLower(kept.ToBytes())))).Distinct(StringComparer.Ordinal));
        Array.ForEach(engines, engine => engine.Dispose());
        Array.ForEach(witnesses, witness => witness.Dispose());

        void Tell(int from, CosignedHead added)
        {
            if (added.Cosignatures.Count > 0)
            {
                onTheWay.AddRange(Enumerable.Range(0, books.Length).Where(to => to != from).Select(to => (to, added)));
            }
        }
    }

    [Fact]
    public void More_witnesses_than_a_head_holds_are_not_kept_and_the_store_can_be_read_again()
    {
        SigningKey[] witnesses = [.. Enumerable.Range(0, CosignedHead.CosignaturesMax + 16).Select(_ => SigningKey.Generate())];
        var registry = Registry(witnesses);
        var header = ChainState.AtGenesis(world.HospitalGenesis).Head;
        var head = Lies.Head(world.Hospital, header, World.StartMillis);
        CosignedHead Half(IEnumerable<SigningKey> by) => new(head, [.. by.Select(witness => Cosignature.Sign(header.ChainId, head.Mark, witness))]);

        using (var engine = StoreEngine.Open(folder.File("store")))
        {
            var book = BookOf(engine, registry);
            Assert.Equal(40, book.Take(Half(witnesses[..40]), ulong.MaxValue)!.Cosignatures.Count);
            Assert.Equal(CosignedHead.CosignaturesMax - 40, book.Take(Half(witnesses[40..]), ulong.MaxValue)!.Cosignatures.Count);
        }

        using var again = StoreEngine.Open(folder.File("store"));
        var kept = BookOf(again, registry).Kept();
        Assert.Equal(CosignedHead.CosignaturesMax, Assert.Single(kept).Cosignatures.Count);
        Array.ForEach(witnesses, witness => witness.Dispose());
    }

    private CosignatureBook BookOf(StoreEngine engine, ChainEntries registry) =>
        new(world.HospitalGenesis, ChainStore.Open(engine, world.HospitalGenesis).OpenCosignedHeads(), () => registry);

    private static ChainEntries Registry(IEnumerable<SigningKey> witnesses)
    {
        var enrolment = new EnrolmentEntry { Role = PartyRole.Hospital, Sealing = new byte[65] };
        return new ChainEntries(StateTree.Empty.Apply(
            witnesses.Select(witness => StateChange.Set(StateKey.Of(StateKinds.Enrolment, witness.PublicKey), enrolment.ToBytes()))));
    }
}
