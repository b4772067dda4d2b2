using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;

namespace HospitalChain.Node.Pre;

/// <summary>Keeps the proxy's shares in step with the chains and its refusals on their way to them.</summary>
public sealed class PreWorker(
    ProxyMailbox mailbox, ShareKeeper shares, RekeyKeeper rekeys, RefusedAccesses refusedAccesses, TimeProvider time, ILedgers ledgers, ILogger<PreWorker> log)
    : ServiceWorker(time, ledgers, log)
{
    protected override async Task RunRoundAsync(CancellationToken cancellation)
    {
        if (mailbox.Empty() > 0)
        {
            Wake();
        }

        shares.Settle();
        rekeys.Settle();
        if (mailbox.RetryContested() > 0)
        {
            Wake();
        }

        await refusedAccesses.SettleAsync(cancellation);
    }
}
