using System.Security.Authentication;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Node.Admin;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.Checking;
using HospitalChain.Node.Explorer;
using HospitalChain.Node.Health;
using HospitalChain.Node.Json;
using HospitalChain.Node.Login;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Services;
using HospitalChain.Node.Startup;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tls;
using HospitalChain.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node;

/// <summary>Puts a node together from its features. Program starts it; tests start it in process on free ports.</summary>
public static class NodeApplication
{
    /// <summary>Largest request body where an endpoint sets no limit of its own.</summary>
    public const long RequestBytesMax = 1 << 20;

    private const int ConnectionsMax = 2_000;
    private const int UpgradedConnectionsMax = 200;

    /// <param name="key">The node's signing key; the application disposes it.</param>
    /// <param name="configure">Registers what belongs to a chain, and in tests a clock.</param>
    public static WebApplication Build(NodeOptions options, SigningKey key, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(NodeApplication).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        configure?.Invoke(builder.Services);
        AddFeatures(builder.Services, options, key, OpenStore(options));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));

        var app = builder.Build();
        _ = (app.Services.GetRequiredService<StoreEngine>(), app.Services.GetRequiredService<SigningKey>()); // From here on the application disposes them.
        app.UsePeerPort();
        app.UseProblemPages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApiDocument();
        app.MapHealth();
        app.MapTls();
        app.MapLogin();
        var admin = app.MapAdmin();
        if (options.Modules.Contains(NodeModule.Content))
        {
            app.MapContent();
            if (options.Chains.Count > 0)
            {
                admin.MapStoreCheck();
            }
        }

        if (options.Modules.Contains(NodeModule.Mail))
        {
            app.MapMail();
        }

        if (options.Chains.Count > 0)
        {
            app.MapChainServices();
            admin.MapTlsRotation();
        }

        if (options.Modules.Contains(NodeModule.Explorer))
        {
            app.MapExplorer();
        }

        return app;
    }

    private static void AddFeatures(IServiceCollection services, NodeOptions options, SigningKey key, StoreEngine store)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => key);
        services.AddSingleton(provider => provider.GetService<OpenKeystore>() is { } keystore ? OwnKeys.Of(keystore) : OwnKeys.Of(key));
        services.AddSingleton(_ => store);
        services.AddSingleton(AdminToken.Create(options.DataDirectory));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => TlsIdentity.OpenOrCreate(options.DataDirectory, provider.GetRequiredService<TimeProvider>()));
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSingleton<IExpirySource, TlsExpiry>().AddSingleton<ExpiryWatch>().AddHostedService(provider => provider.GetRequiredService<ExpiryWatch>());
        services.AddApiDocument();
        services.AddTelemetry(options);
        if (options.Chains.Count > 0)
        {
            services.AddChains(options);
            services.AddChainServices(options);
            services.AddSingleton<TlsRotation>().AddHostedService(provider => provider.GetRequiredService<TlsRotation>());
        }

        services.AddPeers(options);
        services.AddLogin();
        services.AddCallerRates(options);
        if (options.Modules.Contains(NodeModule.Content))
        {
            services.AddContent(options);
        }

        if (options.Modules.Contains(NodeModule.Mail))
        {
            services.AddMail(options);
        }

        if (options.Modules.Contains(NodeModule.Explorer))
        {
            services.AddExplorer();
        }
    }

    /// <summary>First of all: the store's lock keeps a second node out of the data directory.</summary>
    private static StoreEngine OpenStore(NodeOptions options)
    {
        Directory.CreateDirectory(options.DataDirectory);
        return StoreEngine.Open(Path.Combine(options.DataDirectory, "store"));
    }

    private static void Listen(KestrelServerOptions kestrel, NodeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.MaxConcurrentUpgradedConnections = UpgradedConnectionsMax;
        kestrel.Listen(options.Api, listen => listen.UseHttps(https =>
        {
            var identity = kestrel.ApplicationServices.GetRequiredService<TlsIdentity>();
            https.ServerCertificateSelector = (_, _) => identity.Certificate;
            https.SslProtocols = SslProtocols.Tls13;
        }));
        kestrel.ListenForPeers(options.Peers);
    }
}
