namespace HospitalChain.Node.Content;

/// <summary>Drops abandoned uploads now and then.</summary>
internal sealed partial class AbandonedUploadSweep(IContentStore store, TimeProvider time, ILogger<AbandonedUploadSweep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var dropped = store.DropAbandoned();
            if (dropped > 0)
            {
                Dropped(log, dropped);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(200, LogLevel.Information, "Dropped {Count} abandoned uploads")]
    private static partial void Dropped(ILogger log, int count);
}
