using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Tests.Chains;

public sealed class BlockRunsTests
{
    private const int FullBlock = 10;

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(6, 2, 2)]
    [InlineData(64, 2, 2)]
    [InlineData(64, 8, 8)]
    [InlineData(9, 8, 3)]
    [InlineData(64, 1, 1)]
    public void A_run_is_cut_in_order_into_even_parts_that_are_worth_a_thread(int blocks, int cores, int parts)
    {
        var run = Enumerable.Range(0, blocks).ToArray();
        var cut = BlockRuns.Split(run, _ => FullBlock, cores);
        Assert.Equal(parts, cut.Count);
        Assert.Equal(run, cut.SelectMany(part => part));
        if (parts > 1)
        {
            Assert.InRange(cut.Max(part => part.Count) - cut.Min(part => part.Count), 0, 1);
        }
    }

    [Fact]
    public void Short_blocks_share_a_part()
    {
        int[] run = [1, 1, 1, 50, 1, 1, 49];
        var cut = BlockRuns.Split(run, records => records, partsMax: 2);
        Assert.Equal([1, 1, 1, 50], cut[0]);
        Assert.Equal([1, 1, 49], cut[1]);
    }
}
