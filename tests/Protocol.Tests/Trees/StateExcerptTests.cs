using HospitalChain.Crypto;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

public sealed class StateExcerptTests
{
    private readonly Random random;

    public StateExcerptTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void An_excerpt_has_the_root_and_the_values_of_its_state_and_no_others()
    {
        for (var size = 0; size < 60; size++)
        {
            var keys = Enumerable.Range(0, size).Select(_ => SampleBodies.Hash(random)).ToArray();
            var tree = StateTree.Empty.Apply(keys.Select((key, i) => StateChange.Set(key, new byte[] { (byte)i })));
            var shown = keys.Where(_ => random.Next(3) == 0).Append(SampleBodies.Hash(random)).ToArray();
            var excerpt = StateExcerpt.Of(tree, shown);
            Assert.Equal(tree.Root, excerpt.Root);
            foreach (var key in keys)
            {
                Assert.Equal(shown.Contains(key), excerpt.ValueAt(key) is not null);
            }
        }
    }

    [Fact]
    public void An_excerpt_is_smaller_than_a_proof_of_each_key()
    {
        var keys = Enumerable.Range(0, 2000).Select(_ => SampleBodies.Hash(random)).ToArray();
        var tree = StateTree.Empty.Apply(keys.Select(key => StateChange.Set(key, key.ToArray())));
        var siblings = keys.Take(20).Sum(key => tree.Prove(key).Siblings.Length);
        var writer = new Protocol.Codec.CanonicalWriter();
        var evidenceBytes = StateExcerptBytes(StateExcerpt.Of(tree, keys.Take(20)), writer);
        Assert.InRange(evidenceBytes, 20 * 64, siblings * 34);
    }

    private static int StateExcerptBytes(StateExcerpt excerpt, Protocol.Codec.CanonicalWriter writer)
    {
        excerpt.WriteTo(writer);
        return writer.ToArray().Length;
    }
}
