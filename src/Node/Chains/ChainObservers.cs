using System.Collections.Immutable;

namespace HospitalChain.Node.Chains;

/// <summary>A chain's observers, told in the order in which they came.</summary>
internal sealed class ChainObservers(ChainHost chain, ILogger log)
{
    private ImmutableArray<IChainObserver> observers = [];

    public IDisposable Add(IChainObserver observer)
    {
        ImmutableInterlocked.Update(ref observers, (all, added) => all.Add(added), observer);
        return new Subscription(this, observer);
    }

    /// <summary>Tells each observer; one that throws is logged and the others hear it all the same.</summary>
    public void Tell(Action<IChainObserver, ChainHost> tell)
    {
        foreach (var observer in observers)
        {
            try
            {
                tell(observer, chain);
            }
            catch (Exception exception)
            {
                log.ObserverFailed(chain.Name, observer.GetType().Name, exception);
            }
        }
    }

    private sealed class Subscription(ChainObservers owner, IChainObserver observer) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.observers, (all, removed) => all.Remove(removed), observer);
    }
}
