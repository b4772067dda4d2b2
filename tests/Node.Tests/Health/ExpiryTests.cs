using HospitalChain.Crypto;
using HospitalChain.Node.Health;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Node.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Health;

/// <summary>What ends is told well before, and again only after a day.</summary>
public sealed class ExpiryTests
{
    private static readonly DateTimeOffset Made = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_certificates_date_is_told_two_months_before_and_after_it_too()
    {
        using var folder = new TemporaryFolder();
        using var identity = TlsIdentity.OpenOrCreate(folder.Path, new At(Made));
        using var key = SigningKey.Generate();
        using var services = new ServiceCollection().BuildServiceProvider();
        var expiry = new TlsExpiry(identity, key, services);
        var end = new DateTimeOffset(identity.Certificate.NotAfter);
        Assert.Empty(expiry.Expiring(Millis(end - TlsExpiry.CertificateNotice - TimeSpan.FromSeconds(1))));
        Assert.Equal("tls-certificate", Assert.Single(expiry.Expiring(Millis(end - TlsExpiry.CertificateNotice))).What);
        Assert.Equal(Millis(end), Assert.Single(expiry.Expiring(Millis(end + TimeSpan.FromDays(1)))).ExpiresMillis);
    }

    [Fact]
    public void A_warning_is_logged_once_a_day()
    {
        var clock = new At(Made);
        using var meters = new NodeMeters();
        var log = new Lines();
        using var watch = new ExpiryWatch([new Ending()], clock, meters, log);
        watch.Look();
        watch.Look();
        Assert.Contains("test-thing", Assert.Single(log.Written), StringComparison.Ordinal);
        clock.Now += ExpiryWatch.LogInterval;
        watch.Look();
        Assert.Equal(2, log.Written.Count);
        Assert.Equal("test-thing", Assert.Single(watch.Now()).What);
    }

    private static ulong Millis(DateTimeOffset time) => (ulong)time.ToUnixTimeMilliseconds();

    private sealed class Ending : IExpirySource
    {
        public IEnumerable<ExpiryWarning> Expiring(ulong nowMillis) => [new ExpiryWarning("test-thing", nowMillis + 1000, "for a test")];
    }

    private sealed class Lines : ILogger<ExpiryWatch>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
