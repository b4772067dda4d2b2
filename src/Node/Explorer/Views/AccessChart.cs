namespace HospitalChain.Node.Explorer.Views;

/// <summary>Accesses over time, counted in spans of equal length.</summary>
public sealed class AccessChart
{
    /// <summary>Bars at most.</summary>
    public const int BarsMax = 30;

    private const ulong MinuteMillis = 60_000;
    private static readonly ulong[] Spans =
    [
        MinuteMillis, 10 * MinuteMillis, 60 * MinuteMillis, 6 * 60 * MinuteMillis, 24 * 60 * MinuteMillis, 7 * 24 * 60 * MinuteMillis, 30UL * 24 * 60 * MinuteMillis, 365UL * 24 * 60 * MinuteMillis,
    ];

    private AccessChart(IReadOnlyList<AccessBar> bars, ulong spanMillis)
    {
        Bars = bars;
        SpanMillis = spanMillis;
    }

    /// <summary>From the earliest to the latest access, empty spans included; none without accesses.</summary>
    public IReadOnlyList<AccessBar> Bars { get; }

    /// <summary>How long each bar's span is.</summary>
    public ulong SpanMillis { get; }

    /// <summary>The tallest bar's requests, at least 1.</summary>
    public ulong Most => Math.Max(1, Bars.Select(bar => bar.Delivered + bar.Refused).DefaultIfEmpty().Max());

    public static AccessChart Of(IReadOnlyCollection<AccessPlace> accesses)
    {
        if (accesses.Count == 0)
        {
            return new AccessChart([], MinuteMillis);
        }

        var (first, last) = (accesses.Min(access => access.TimeMillis), accesses.Max(access => access.TimeMillis));
        var fitting = Spans.Where(candidate => (last / candidate) - (first / candidate) < BarsMax).Append(0UL).First();
        var span = fitting > 0 ? fitting : ((last - first) / BarsMax) + 1 + Spans[^1];
        var bars = new AccessBar[(int)((last / span) - (first / span)) + 1];
        for (var i = 0; i < bars.Length; i++)
        {
            bars[i] = new AccessBar(((first / span) + (ulong)i) * span, 0, 0);
        }

        foreach (var access in accesses)
        {
            ref var bar = ref bars[(int)((access.TimeMillis / span) - (first / span))];
            bar = access.Delivered ? bar with { Delivered = bar.Delivered + access.Requests } : bar with { Refused = bar.Refused + access.Requests };
        }

        return new AccessChart(bars, span);
    }
}
