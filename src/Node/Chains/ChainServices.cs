using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Health;
using HospitalChain.Node.Login;
using HospitalChain.Node.Peers;
using HospitalChain.Storage;
using HospitalChain.Storage.Committing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node.Chains;

public static class ChainServices
{
    /// <summary>
    /// The node's chains on its store, and what they tell the other parts: who may log in, whether the node is ready. An
    /// <see cref="IEvidenceChecker"/> is used where one is registered.
    /// </summary>
    public static IServiceCollection AddChains(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton(new ChainHostOptions());
        services.AddSingleton(provider => new GroupCommitter(provider.GetRequiredService<StoreEngine>()));
        services.AddSingleton<ChainMeters>();
        services.AddSingleton(provider => new VerificationPool(provider.GetRequiredService<ChainHostOptions>().VerificationJobsMax));
        services.AddSingleton(provider => new PeerProtocol(
            ChainFrames.Kinds.Concat(provider.GetServices<PeerFrameRegistration>().Select(registration => registration.Kind))));
        services.AddSingleton(provider => Open(provider, options));
        services.TryAddSingleton<IKeyDirectory, ChainKeyDirectory>();
        services.AddSingleton<IReadinessCheck, ChainReadiness>();
        services.AddSingleton<IReadinessCheck, StoreReadiness>();
        services.AddHostedService<ChainService>();
        services.AddHostedService<PeerRouter>();
        return services;
    }

    private static ChainDirectory Open(IServiceProvider provider, NodeOptions options)
    {
        var shared = new ChainHostShared(
            provider.GetRequiredService<ChainHostOptions>(),
            provider.GetRequiredService<StoreEngine>(),
            provider.GetRequiredService<GroupCommitter>(),
            provider.GetRequiredService<VerificationPool>(),
            provider.GetRequiredService<SigningKey>(),
            provider.GetService<IEvidenceChecker>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ChainMeters>(),
            provider.GetRequiredService<ILogger<ChainDirectory>>());
        return new ChainOpening(shared, provider.GetRequiredService<PeerHub>(), options).Open();
    }
}
