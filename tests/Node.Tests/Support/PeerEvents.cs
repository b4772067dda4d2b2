using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Tests.Support;

public static class PeerEvents
{
    /// <summary>The next event, which must be of this kind.</summary>
    public static async Task<TEvent> NextAsync<TEvent>(this PeerHub hub)
        where TEvent : PeerEvent
    {
        using var patience = Patience.Token();
        return Assert.IsType<TEvent>(await hub.Events.ReadAsync(patience.Token));
    }

    /// <summary>The next event of this kind; others are skipped.</summary>
    public static async Task<TEvent> UntilAsync<TEvent>(this PeerHub hub)
        where TEvent : PeerEvent
    {
        using var patience = Patience.Token();
        while (true)
        {
            if (await hub.Events.ReadAsync(patience.Token) is TEvent happened)
            {
                return happened;
            }
        }
    }
}
