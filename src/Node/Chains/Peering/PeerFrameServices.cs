using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Chains.Peering;

public static class PeerFrameServices
{
    /// <summary>First type that is free for other parts of the node than the chains.</summary>
    public const byte FirstFreeType = 32;

    /// <summary>Makes a frame kind known to the peer hub and gives its frames to <typeparamref name="THandler"/>.</summary>
    public static IServiceCollection AddPeerFrame<THandler>(this IServiceCollection services, PeerFrameKind kind)
        where THandler : class, IPeerFrameHandler
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kind.Type, FirstFreeType);
        services.AddSingleton(new PeerFrameRegistration(kind));
        services.AddSingleton<IPeerFrameHandler, THandler>();
        return services;
    }
}
