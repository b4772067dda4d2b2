namespace HospitalChain.Node.Fellows;

/// <summary>Forgets offers and counts that are over.</summary>
internal sealed class FellowSweep(FellowOffice office, TimeProvider time, ILogger<FellowSweep> log) : Sweep(TimeSpan.FromHours(1), time, log)
{
    protected override Task CleanAsync(CancellationToken cancellation)
    {
        office.DropOld();
        return Task.CompletedTask;
    }
}
