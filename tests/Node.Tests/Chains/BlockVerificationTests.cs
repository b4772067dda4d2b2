using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A run of blocks that several threads verify ends at the first that fails, wherever that is.</summary>
public sealed class BlockVerificationTests
{
    private const int Blocks = 8;
    private const int RecordsPerBlock = 8;
    private const int Threads = 2;

    private readonly World world = new();
    private readonly PlannedBlock[] run;

    public BlockVerificationTests()
    {
        var parent = ChainState.AtGenesis(world.HospitalGenesis);
        run = new PlannedBlock[Blocks];
        for (var i = 0; i < Blocks; i++)
        {
            var doctors = Enumerable.Range(0, RecordsPerBlock).Select(number => world.EnrolDoctor(world.Doctor($"{i}-{number}"))).ToArray();
            var (block, after) = world.Seal(parent, world.Hospital, world.Facts, doctors);
            run[i] = BlockRules.Plan(parent, world.Facts, block).OrThrow();
            parent = after;
        }
    }

    [Fact]
    public async Task A_right_run_is_verified_whole()
    {
        var result = await VerifyAsync();
        Assert.Null(result.Refusal);
        Assert.Equal(run.Select(block => block.Block), result.Verified.Select(verified => verified.Block));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Nothing_after_the_first_wrong_block_counts(int wrong)
    {
        var header = run[wrong].Block.Header;
        var seal = world.Manager.Signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash));
        run[wrong] = run[wrong] with { Block = new Block(new SealedHeader(header, seal), run[wrong].Block.Records) };

        var result = await VerifyAsync();

        Assert.Equal(Refusals.SealInvalid, result.Refusal?.Reason);
        Assert.Equal($"height {header.Height}", result.Refusal?.Detail);
        Assert.Equal(run.Take(wrong).Select(block => block.Block), result.Verified.Select(verified => verified.Block));
    }

    private async Task<BlocksVerified> VerifyAsync()
    {
        using var pool = new VerificationPool(Threads);
        var inbox = new ChainInbox(new ChainHostOptions());
        await using var jobs = new VerificationJobs(pool, evidence: null, inbox);
        jobs.StartIfAsked(new VerifyBlocks(1, run));
        var done = Assert.IsType<ChainWork.JobDone>(await inbox.Reader.ReadAsync(TestContext.Current.CancellationToken));
        return Assert.IsType<BlocksVerified>(done.Message);
    }
}
