namespace HospitalChain.Node;

/// <summary>Does one small clean-up at the start and then at an interval, until the node stops.</summary>
internal abstract class Sweep(TimeSpan interval, TimeProvider time) : BackgroundService
{
    protected abstract Task CleanAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await CleanAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }
}
