using HospitalChain.Node.Configuration;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tls;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node.Peers;

public static class PeerServices
{
    /// <summary>
    /// The peer hub with the configured contacts. The chain's part registers the <see cref="PeerProtocol"/> with its
    /// frame kinds, and sets contacts again when the registry changes.
    /// </summary>
    public static IServiceCollection AddPeers(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton(new PeerProtocol());
        services.TryAddSingleton(new PeerLimits());
        services.AddSingleton(provider =>
        {
            var hub = new PeerHub(
                provider.GetRequiredService<TlsIdentity>(), provider.GetRequiredService<PeerProtocol>(), provider.GetRequiredService<PeerLimits>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<NodeMeters>(), provider.GetRequiredService<ILogger<PeerHub>>());
            hub.SetContacts(options.Contacts.Select(contact => new PeerContact(contact.Name, contact.Fingerprint, contact.Address)));
            return hub;
        });
        services.AddHostedService(provider => provider.GetRequiredService<PeerHub>());
        return services;
    }
}
