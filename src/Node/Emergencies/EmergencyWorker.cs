using HospitalChain.Node.Api;

namespace HospitalChain.Node.Emergencies;

/// <summary>Keeps emergencies from being forgotten.</summary>
internal sealed class EmergencyWorker(EmergencyWatch watch, TimeProvider time, ILedgers ledgers, ILogger<EmergencyWorker> log) : ServiceWorker(time, ledgers, log)
{
    protected override Task RunRoundAsync(CancellationToken cancellation) => watch.SettleAsync(cancellation);
}
