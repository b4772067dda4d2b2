namespace HospitalChain.Node.Chains;

/// <summary>Runs the chains: before the first connection is taken, until after the last.</summary>
internal sealed class ChainService(ChainDirectory chains, ILogger<ChainService> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in chains.All)
        {
            log.ChainOpened(chain.Name, chain.ChainId, chain.IsSupernode ? "supernode" : "follower", chain.Chain.Head.Height);
        }

        chains.Start();
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => chains.DisposeAsync().AsTask();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
