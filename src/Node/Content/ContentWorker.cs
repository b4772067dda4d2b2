using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;

namespace HospitalChain.Node.Content;

/// <summary>Brings the refusals of a content store onto the chains.</summary>
public sealed class ContentWorker(RefusedAccesses refusedAccesses, TimeProvider time, ILedgers ledgers, ILogger<ContentWorker> log)
    : ServiceWorker(time, ledgers, log)
{
    protected override Task RunRoundAsync(CancellationToken cancellation) => refusedAccesses.SettleAsync(cancellation);
}
