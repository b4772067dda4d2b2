using HospitalChain.Node.Health;

namespace HospitalChain.Node.Content.S3;

/// <summary>The bucket answers and keeps no versions; asked at the start and now and then.</summary>
internal sealed class S3Readiness(S3Shelf shelf, TimeProvider time, ILogger<S3Readiness> log) : Sweep(TimeSpan.FromSeconds(30), time, log), IReadinessCheck
{
    private volatile string? missing = "the S3 service was not asked yet";

    public string Name => "content";

    public string? Missing() => missing;

    protected override async Task CleanAsync(CancellationToken cancellation) => missing = await shelf.MissingAsync(cancellation);
}
