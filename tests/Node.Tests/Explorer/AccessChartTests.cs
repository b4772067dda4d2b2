using HospitalChain.Node.Explorer.Views;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Explorer;

public sealed class AccessChartTests
{
    private const ulong Start = 1_790_000_000_000;
    private const ulong Hour = 3_600_000;

    [Fact]
    public void Without_accesses_there_is_no_bar() => Assert.Empty(AccessChart.Of([]).Bars);

    [Theory]
    [InlineData(0UL, 60_000UL, 1)]
    [InlineData(2 * Hour, 600_000UL, 13)]
    [InlineData(24 * Hour, Hour, 25)]
    [InlineData(365 * 24 * Hour, 30 * 24 * Hour, 13)]
    public void Spans_are_as_short_as_the_number_of_bars_allows(ulong apart, ulong span, int bars)
    {
        var chart = AccessChart.Of([At(Start, true), At(Start + apart, false)]);
        Assert.Equal(span, chart.SpanMillis);
        Assert.InRange(chart.Bars.Count, bars - 1, bars + 1);
        Assert.Equal((1UL, 1UL), (Sum(chart, bar => bar.Delivered), Sum(chart, bar => bar.Refused)));
    }

    [Fact]
    public void Bars_stay_few_whatever_clocks_say()
    {
        var chart = AccessChart.Of([At(0, true), At(ulong.MaxValue, false), At(Start, true)]);
        Assert.InRange(chart.Bars.Count, 1, AccessChart.BarsMax + 1);
        Assert.Equal(2UL, Sum(chart, bar => bar.Delivered));
    }

    [Fact]
    public void A_merged_refusal_counts_for_each_of_its_requests()
    {
        var chart = AccessChart.Of([At(Start, false) with { Requests = 5 }, At(Start, true)]);
        Assert.Equal((1UL, 5UL, 6UL), (chart.Bars[0].Delivered, chart.Bars[0].Refused, chart.Most));
    }

    private static ulong Sum(AccessChart chart, Func<AccessBar, ulong> of) => chart.Bars.Aggregate(0UL, (sum, bar) => sum + of(bar));

    private static AccessPlace At(ulong millis, bool delivered) => new(
        Answers.Filled(1), millis, Answers.Filled(2), Answers.Filled(3), Answers.Filled(4), Answers.Filled(5), delivered, delivered ? string.Empty : "CONSENT_MISSING", 1, default);
}
