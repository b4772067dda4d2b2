using System.Net;
using System.Net.Security;
using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Explorer;
using HospitalChain.Node.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Browser.Tests;

public sealed class ModuleTests
{
    [Fact]
    public async Task Without_the_module_there_is_no_explorer()
    {
        using var world = new ExplorerWorld();
        await using var node = await StartAsync(world, new HashSet<NodeModule> { NodeModule.Mail }, requestsPerSecond: 100);
        using var http = ClientOf(node);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(ExplorerPath.Root)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/health")).StatusCode);
    }

    [Fact]
    public async Task Pages_count_against_the_rate_of_the_callers_address()
    {
        using var world = new ExplorerWorld();
        await using var node = await StartAsync(world, new HashSet<NodeModule> { NodeModule.Explorer, NodeModule.Mail }, requestsPerSecond: 1);
        using var http = ClientOf(node);
        HttpStatusCode last;
        var answered = 0;
        do
        {
            last = (await http.GetAsync(ExplorerAssets.IconPath)).StatusCode;
            answered++;
        }
        while (last == HttpStatusCode.OK && answered < 1_000);

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.True(answered > 10, $"refused after {answered}");
    }

    private static async Task<WebApplication> StartAsync(ExplorerWorld world, IReadOnlySet<NodeModule> modules, int requestsPerSecond)
    {
        var options = world.Options with { Modules = modules, Limits = new LimitOptions { RequestsPerSecond = requestsPerSecond } };
        var node = NodeApplication.Build(options, world.NodeKey, services => services.AddLogging(logging => logging.ClearProviders()));
        await node.StartAsync();
        return node;
    }

    private static HttpClient ClientOf(WebApplication node)
    {
        var pin = node.Services.GetRequiredService<TlsIdentity>().Fingerprint;
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => TlsIdentity.FingerprintOf(certificate!) == pin },
        };
        return new HttpClient(handler) { BaseAddress = new Uri(node.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }
}
