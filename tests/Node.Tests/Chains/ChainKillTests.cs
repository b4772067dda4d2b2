using System.Globalization;
using HospitalChain.Consensus;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>What was answered 'accepted' or promised ends in a block, whenever the supernode dies (chain.md §4.1).</summary>
public sealed class ChainKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 4;
    private const int RecordsPerLife = 15;

    // Nobody passes a promised record on again within the test: only the supernode's own disk can bring it back.
    private readonly ChainNetwork network = new(new ChainParameters
    {
        VerifyIntervalMillis = 50,
        MaxRecordWaitMillis = 100,
        PromiseWaitMillis = 3_600_000,
        HeadIntervalMillis = 100,
        HeadAgeMaxMillis = 5_000,
        GraceMillis = 1_000,
    });

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task Every_promised_record_is_in_a_block_after_the_supernode_was_killed_at_random_moments()
    {
        var seed = Environment.GetEnvironmentVariable("HOSPITALCHAIN_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"HOSPITALCHAIN_SEED={seed}");
        var random = new Random(seed);
        var config = NodeProcess.Prepare(network.OptionsOf("hospital", ChainMode.Follower, ChainMode.Supernode), network.World.Hospital);
        var clinic = await network.StartClinicAsync();
        var chain = clinic.Chain(network.HospitalId);
        var accepted = new List<Record>();
        for (var life = 0; life < Kills; life++)
        {
            using var hospital = await NodeProcess.StartAsync(config);
            var fatal = new PromiseCount(1 + random.Next(RecordsPerLife));
            using var subscription = chain.Subscribe(fatal);
            foreach (var number in Enumerable.Range(life * RecordsPerLife, RecordsPerLife))
            {
                var record = network.World.EnrolDoctor(network.World.Doctor($"{number}"));
                var taken = await chain.SubmitAsync(record);
                Assert.True(taken.Answer.Status is SubmissionStatus.Accepted or SubmissionStatus.Promised, taken.Answer.ToString());
                accepted.Add(record);
            }

            await fatal.Reached.WaitAsync(Patience.Limit);
            await hospital.KillAsync();
        }

        using var last = await NodeProcess.StartAsync(config);
        foreach (var record in accepted)
        {
            await clinic.InBlockAsync(network.HospitalId, record);
        }

        Assert.Equal(Kills * RecordsPerLife, accepted.Count);
    }

    /// <summary>Tells when so many promises came.</summary>
    private sealed class PromiseCount(int fatal) : IChainObserver
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int promises;

        public Task Reached => reached.Task;

        public void RecordPromised(ChainHost chain, Promise promise)
        {
            if (++promises >= fatal)
            {
                reached.TrySetResult();
            }
        }
    }
}
