using HospitalChain.Consensus;
using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Node.Chains.Peering;

namespace HospitalChain.Node.Chains;

/// <summary>
/// One core's life, from its loading to its stop. A round hands it what waits and the seals that it asks for, then has
/// the effects of all that performed together.
/// </summary>
internal sealed class CoreRun(
    ChainCore core, ChainPeers peers, RegistryVersions? registry, ChainInbox inbox, VerificationJobs jobs, EffectPerformer performer, ChainFacts facts, ChainHostOptions options)
{
    private readonly List<Effect> effects = [];
    private readonly List<ChainWork.Ask> asked = [];
    private int registryTold;
    private long lastRequest;
    private ulong clock;
    private bool woken;

    /// <param name="nowMillis">The node's clock; one that was set back stands still here.</param>
    /// <param name="tick">Time passed since the last tick.</param>
    /// <returns>True when somebody woke the loop meanwhile: it looks around again before it waits.</returns>
    public async Task<bool> RoundAsync(ulong nowMillis, bool tick)
    {
        clock = Math.Max(clock, nowMillis);
        woken = false;
        TakeSurroundings();
        for (var taken = 0; taken < options.RoundMax && inbox.Reader.TryRead(out var work); taken++)
        {
            Take(work);
        }

        if (tick)
        {
            Tell(new Tick());
        }

        for (var next = 0; next < effects.Count; next++)
        {
            if (performer.Sign(effects[next]) is { } signed)
            {
                Tell(signed); // which adds what follows from it, up to the last block that can be sealed now
            }
        }

        await performer.PerformAsync(effects, jobs);
        effects.Clear();

        facts.Core = core.Status();
        foreach (var ask in asked)
        {
            ask.Answered.TrySetResult(core.StatusOf(ask.RecordId));
        }

        asked.Clear();
        return woken;
    }

    /// <summary>Hands back the questions of a round that broke off.</summary>
    public IReadOnlyList<ChainWork.Ask> TakeUnanswered() => asked.ToArray();

    private void Tell(CoreMessage message) => effects.AddRange(core.Handle(message, clock));

    /// <summary>The registry and the peers change outside the inbox, so that no change is lost when it is full.</summary>
    private void TakeSurroundings()
    {
        while (registry?.At(registryTold) is { } version)
        {
            registryTold++;
            Tell(new RegistryAdvanced(version));
        }

        foreach (var change in peers.TakeChanges())
        {
            Tell(change);
        }
    }

    private void Take(ChainWork work)
    {
        switch (work)
        {
            case ChainWork.Tell told:
                Tell(told.Message);
                break;
            case ChainWork.Submit submitted:
                var request = ++lastRequest;
                performer.Expect(request, submitted);
                Tell(new RecordSubmitted(submitted.Record, request));
                break;
            case ChainWork.Ask ask:
                asked.Add(ask);
                break;
            case ChainWork.JobDone done when done.Jobs == jobs:
                Tell(done.Message);
                break;
            case ChainWork.JobFailed failed when failed.Jobs == jobs:
                throw new InvalidOperationException("verification failed", failed.Failure);
            case ChainWork.Stop stop:
                performer.Stop(stop.Evidence);
                break;
            case ChainWork.Wake:
                inbox.Woken();
                woken = true;
                break;
        }
    }
}
