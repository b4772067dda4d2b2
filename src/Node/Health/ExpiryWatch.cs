using HospitalChain.Node.Telemetry;

namespace HospitalChain.Node.Health;

/// <summary>Says well before anything of the node ends: in the log once a day, in the metrics, in /v1/health and on the explorer.</summary>
public sealed class ExpiryWatch : BackgroundService
{
    /// <summary>A warning that stands is logged again after this.</summary>
    public static readonly TimeSpan LogInterval = TimeSpan.FromDays(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(10);

    private readonly IExpirySource[] sources;
    private readonly TimeProvider time;
    private readonly ILogger<ExpiryWatch> log;
    private readonly Dictionary<string, DateTimeOffset> told = new(StringComparer.Ordinal);

    public ExpiryWatch(IEnumerable<IExpirySource> sources, TimeProvider time, NodeMeters meters, ILogger<ExpiryWatch> log)
    {
        (this.sources, this.time, this.log) = ([.. sources], time, log);
        meters.Watch(() => Now().Select(warning => (warning.What, SecondsLeft(warning))));
    }

    /// <summary>What stands at this moment.</summary>
    public IReadOnlyList<ExpiryWarning> Now()
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. sources.SelectMany(source => source.Expiring(now))];
    }

    /// <summary>Logs what stands and was not logged within a day.</summary>
    public void Look()
    {
        var now = time.GetUtcNow();
        foreach (var warning in Now())
        {
            if (!told.TryGetValue(warning.What, out var last) || now - last >= LogInterval)
            {
                told[warning.What] = now;
                log.Expiring(warning.What, DateTimeOffset.FromUnixTimeMilliseconds((long)warning.ExpiresMillis), warning.Advice);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private long SecondsLeft(ExpiryWarning warning) => ((long)warning.ExpiresMillis - time.GetUtcNow().ToUnixTimeMilliseconds()) / 1000;
}
