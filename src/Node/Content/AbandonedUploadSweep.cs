namespace HospitalChain.Node.Content;

/// <summary>Drops abandoned uploads now and then.</summary>
internal sealed partial class AbandonedUploadSweep(ContentStore store, TimeProvider time, ILogger<AbandonedUploadSweep> log)
    : Sweep(TimeSpan.FromMinutes(10), time, log)
{
    protected override async Task CleanAsync(CancellationToken cancellation)
    {
        if (await store.DropAbandonedAsync(cancellation) is var dropped and > 0)
        {
            Dropped(Log, dropped);
        }
    }

    [LoggerMessage(200, LogLevel.Information, "Dropped {Count} abandoned uploads")]
    private static partial void Dropped(ILogger log, int count);
}
