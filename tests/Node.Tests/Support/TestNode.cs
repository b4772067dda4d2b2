using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Support;

/// <summary>A whole node in this process, with real TLS on free loopback ports.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication application;

    private TestNode(WebApplication application, TestLog log, Bytes32 key)
    {
        this.application = application;
        Log = log;
        Key = key;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port).ToArray();
        ApiPort = addresses[0];
        PeerPort = addresses[1];
        Http = new HttpClient(ApiHandler(Identity.Fingerprint)) { BaseAddress = new Uri($"https://127.0.0.1:{ApiPort}") };
    }

    public TestLog Log { get; }

    public Bytes32 Key { get; }

    public int ApiPort { get; }

    public int PeerPort { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => application.Services;

    public TlsIdentity Identity => application.Services.GetRequiredService<TlsIdentity>();

    public PeerHub Hub => application.Services.GetRequiredService<PeerHub>();

    public KnownKeys Keys => (KnownKeys)application.Services.GetRequiredService<IKeyDirectory>();

    public static NodeOptions Options(string folder) => new()
    {
        Name = "test",
        DataDirectory = folder,
        Api = new IPEndPoint(IPAddress.Loopback, 0),
        Peers = new IPEndPoint(IPAddress.Loopback, 0),
        Contacts = [],
        Modules = new HashSet<NodeModule> { NodeModule.Content, NodeModule.Mail },
        Chains = [],
        KeystorePath = string.Empty,
        PassphraseFile = string.Empty,
        Limits = new LimitOptions(),
    };

    public static async Task<TestNode> StartAsync(string folder, Action<IServiceCollection>? configure = null, Func<NodeOptions, NodeOptions>? change = null)
    {
        var log = new TestLog();
        var key = SigningKey.Generate();
        var options = Options(folder);
        var app = NodeApplication.Build(change?.Invoke(options) ?? options, key, services =>
        {
            services.AddSingleton<IKeyDirectory, KnownKeys>();
            services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            configure?.Invoke(services);
        });
        await app.StartAsync();
        return new TestNode(app, log, key.PublicKey);
    }

    public PeerContact AsContact(string name) => new(name, Identity.Fingerprint, new DnsEndPoint("127.0.0.1", PeerPort));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static SocketsHttpHandler ApiHandler(Bytes32 pin) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => TlsIdentity.FingerprintOf(certificate!) == pin,
        },
    };
}
