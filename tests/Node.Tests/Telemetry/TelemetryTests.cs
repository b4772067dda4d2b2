using System.Net;
using System.Text;
using System.Threading.Channels;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_configured_collector_receives_the_nodes_metrics()
    {
        var received = Channel.CreateBounded<string>(100);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpContext context) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await received.Writer.WriteAsync(Encoding.Latin1.GetString(body.ToArray()), context.RequestAborted);
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);

        using var folder = new TemporaryFolder();
        await using (var node = await TestNode.StartAsync(folder.Path, change: options => options with { OtlpEndpoint = new Uri(collector.Urls.Single()) }))
        {
            (await node.Http.PostAsync("/v1/login/challenge", null, TestContext.Current.CancellationToken)).Dispose();
            using var stranger = new TestCaller(node, Answers.Filled(1));
            (await stranger.LogInAsync(await stranger.SignAsync())).Dispose();
        }

        using var patience = Patience.Token();
        var metrics = await received.Reader.ReadAsync(patience.Token);
        Assert.Contains(NodeMeters.Name, metrics, StringComparison.Ordinal);
        Assert.Contains("hospitalchain.logins", metrics, StringComparison.Ordinal);
        Assert.Contains("LOGIN_UNKNOWN_KEY", metrics, StringComparison.Ordinal);
    }
}
