using System.Net;
using System.Text.Json;
using HospitalChain.Node.Health;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly Part part = new();
    private TestNode node = null!;

    public async ValueTask InitializeAsync() => node = await TestNode.StartAsync(folder.Path, services => services.AddSingleton<IReadinessCheck>(part));

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_node_lives_and_tells_its_version_without_a_login()
    {
        Assert.Equal("live", (await node.Http.GetAsync("/v1/health").ReadAsync<Liveness>()).Status);
        var version = await node.Http.GetAsync("/v1/version").ReadAsync<NodeVersion>();
        Assert.Equal((node.Key, node.Identity.Fingerprint), (version.NodeKey, version.TlsFingerprint));
    }

    [Fact]
    public async Task A_node_is_ready_when_nothing_is_missing()
    {
        Assert.True((await node.Http.GetAsync("/v1/ready").ReadAsync<Readiness>()).Ready);
        part.What = "three blocks behind";
        using var answer = await node.Http.GetAsync("/v1/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("three blocks behind", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        using var document = JsonDocument.Parse(await node.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var paths = document.RootElement.GetProperty("paths");
        Assert.All(
            ["/v1/health", "/v1/ready", "/v1/version", "/v1/login", "/v1/content/uploads", "/v1/content/{sha256}", "/v1/mail", "/v1/mail/{id}"],
            path => Assert.True(paths.TryGetProperty(path, out _), path));
        Assert.Equal("^[0-9a-fA-F]{64}$", document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Bytes32").GetProperty("pattern").GetString());
    }

    [Fact]
    public Task An_unknown_address_is_a_problem_with_a_code() => node.Http.GetAsync("/v1/nothing").AssertRefusedAsync(CommonRefusals.NotFound);

    [Fact]
    public Task A_wrong_method_is_a_problem_with_a_code() => node.Http.DeleteAsync("/v1/health").AssertRefusedAsync(CommonRefusals.MethodNotAllowed);

    private sealed class Part : IReadinessCheck
    {
        public string? What { get; set; }

        public string Name => "chain";

        public string? Missing() => What;
    }
}
