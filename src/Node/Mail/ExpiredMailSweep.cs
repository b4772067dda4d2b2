namespace HospitalChain.Node.Mail;

/// <summary>Removes expired letters now and then.</summary>
internal sealed partial class ExpiredMailSweep(MailOffice office, TimeProvider time, ILogger<ExpiredMailSweep> log)
    : Sweep(TimeSpan.FromMinutes(1), time, log)
{
    protected override Task CleanAsync(CancellationToken cancellation)
    {
        if (office.DropExpired() is var dropped and > 0)
        {
            Dropped(Log, dropped);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(300, LogLevel.Information, "Dropped {Count} expired letters")]
    private static partial void Dropped(ILogger log, int count);
}
