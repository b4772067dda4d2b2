using System.Globalization;
using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Tests;

/// <summary>
/// Two histories under one seal, their blocks and HEADs in any order, from whomever, twice or once, with pauses between:
/// every honest follower ends at the same stand. HOSPITALCHAIN_SEED repeats a run.
/// </summary>
public sealed class ForkOrderTests(ITestOutputHelper output)
{
    private const int Orders = 150;
    private const int Blocks = 4;

    private readonly HospitalDay day = new();

    [Fact]
    public void Conflicting_heads_in_any_order_lead_every_honest_follower_to_one_stand()
    {
        var given = Environment.GetEnvironmentVariable("HOSPITALCHAIN_SEED");
        var seed = string.IsNullOrEmpty(given) ? Random.Shared.Next(1_000_000_000) : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"HOSPITALCHAIN_SEED={seed}");
        var random = new Random(seed);
        var one = day.Later(Blocks);
        var histories = Enumerable.Range(0, Blocks).Select(at => Fork(one, at)).ToArray();
        var stands = new HashSet<Bytes32>();
        for (var order = 0; order < Orders; order++)
        {
            var messages = Messages(one, histories[random.Next(Blocks)], random).ToArray();
            random.Shuffle(messages);
            var follower = day.Follower();
            foreach (var message in messages)
            {
                follower.HoldsJobs = random.Next(3) == 0;
                follower.Tell(message);
                if (random.Next(3) == 0)
                {
                    follower.Pass(100);
                }

                if (follower.Held.Count > 0 && random.Next(2) == 0)
                {
                    follower.Release();
                }
            }

            follower.HoldsJobs = false;
            while (follower.Held.Count > 0)
            {
                follower.Release();
            }

            follower.Pass(200);
            stands.Add(StandOf(follower));
        }

        Assert.Single(stands);
    }

    /// <summary>The stop, what it proves, and that no two blocks of one height were applied.</summary>
    private Bytes32 StandOf(Rig follower)
    {
        var stop = Assert.Single(follower.All<StopChain>());
        Assert.Equal("EQUIVOCATION", stop.Refusal.Code);
        var proof = StopEvidence.ForkOf(stop, follower.Store.SealedAt);
        Assert.NotNull(proof);
        var evidence = new ForkEvidence(day.World.HospitalGenesis, proof);
        Assert.Null(evidence.Refuses());
        Assert.True(proof.IsFork);
        var applied = follower.All<PersistBlock>().Select(block => block.Block.Header.Height).ToArray();
        Assert.Equal(applied.Distinct(), applied);
        return evidence.OffenceKey;
    }

    /// <summary>The history that leaves the first one behind its block at <paramref name="at"/> - 1, with blocks of its own from there on.</summary>
    private Block[] Fork(Block[] one, int at)
    {
        var store = day.Store.Backup();
        foreach (var block in one[..at])
        {
            day.Grow(store, block.Records);
        }

        Assert.Equal(at == 0 ? day.Store.Chain.Head.Hash : one[at - 1].Header.Hash, store.Chain.Head.Hash);
        return [.. Enumerable.Range(at, Blocks - at).Select(i => day.Grow(store, day.Access(100 + (uint)((at * Blocks) + i))))];
    }

    private IEnumerable<CoreMessage> Messages(Block[] one, Block[] other, Random random)
    {
        foreach (var block in (Block[])[.. one, .. other])
        {
            for (var times = 1 + random.Next(2); times > 0; times--)
            {
                yield return day.Arrived((byte)(1 + random.Next(4)), block);
            }

            if (random.Next(2) == 0)
            {
                yield return day.HeadOf((byte)(1 + random.Next(4)), block.Header, block.Header.TimeMillis + (ulong)random.Next(500));
            }
        }
    }
}
