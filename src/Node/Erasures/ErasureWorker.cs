using HospitalChain.Node.Api;

namespace HospitalChain.Node.Erasures;

/// <summary>Keeps what this node holds in step with what was erased: before it answers its first request, and with every block.</summary>
public sealed class ErasureWorker(ErasureDesk desk, TimeProvider time, ILedgers ledgers, ILogger<ErasureWorker> log)
    : ServiceWorker(time, ledgers, log)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task RunRoundAsync(CancellationToken cancellation) => desk.SettleAsync(cancellation);
}
