using System.Threading.Channels;

namespace HospitalChain.Node.Api;

/// <summary>
/// Runs a service's outstanding work whenever a chain advances, when it is woken, and at least every
/// <see cref="Pace"/>. One round at a time; a round that fails is logged and tried again at the next occasion.
/// </summary>
public abstract class ServiceWorker(TimeProvider time, ILedgers ledgers, ILogger log) : BackgroundService
{
    /// <summary>The longest time between two rounds.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> occasion = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a round soon; any number of times is once. Whoever still calls when the worker is gone is not heard.</summary>
    public void Wake() => occasion.Writer.TryWrite(true);

    protected abstract Task RunRoundAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        Wake();
        var subscriptions = ledgers.All.Select(ledger => ledger.WhenAdvanced(Wake)).ToArray();
        await using var timer = time.CreateTimer(_ => Wake(), null, Pace, Pace);
        try
        {
            while (true)
            {
                await occasion.Reader.ReadAsync(stoppingToken);
                await GuardAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; what is outstanding is on the disk.
        }
        finally
        {
            Array.ForEach(subscriptions, subscription => subscription.Dispose());
        }
    }

    /// <summary>One round, now; what fails is logged and tried again at the next occasion.</summary>
    protected async Task GuardAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunRoundAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            log.RoundFailed(GetType().Name, exception);
        }
    }
}
