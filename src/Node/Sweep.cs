using HospitalChain.Node.Api;

namespace HospitalChain.Node;

/// <summary>
/// Does one small clean-up at the start and then at an interval, until the node stops. One that fails is logged and done again
/// at the next interval.
/// </summary>
internal abstract class Sweep(TimeSpan interval, TimeProvider time, ILogger log) : BackgroundService
{
    protected ILogger Log => log;

    protected abstract Task CleanAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await GuardAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task GuardAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CleanAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            log.RoundFailed(GetType().Name, exception);
        }
    }
}
