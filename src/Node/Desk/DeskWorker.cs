using HospitalChain.Node.Api;

namespace HospitalChain.Node.Desk;

/// <summary>Keeps the desk's visits moving.</summary>
public sealed class DeskWorker(VisitCourier courier, TimeProvider time, ILedgers ledgers, ILogger<DeskWorker> log) : ServiceWorker(time, ledgers, log)
{
    protected override Task RunRoundAsync(CancellationToken cancellation) => courier.SettleAsync(cancellation);
}
