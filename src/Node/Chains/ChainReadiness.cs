using HospitalChain.Node.Health;

namespace HospitalChain.Node.Chains;

/// <summary>Every chain runs, and has what its peers have.</summary>
internal sealed class ChainReadiness(ChainDirectory chains) : IReadinessCheck
{
    public string Name => "chains";

    public string? Missing() => chains.All.Select(chain => chain.Status()).Select(MissingOf).FirstOrDefault(missing => missing is not null);

    private static string? MissingOf(ChainHostStatus chain) =>
        chain.Stopped is { } stopped ? $"chain {chain.Name} stands still: {stopped}"
        : chain.Core.BehindBy > 0 ? $"chain {chain.Name} is {chain.Core.BehindBy} blocks behind"
        : chain.IsSupernode && !chain.Core.Sealing ? $"chain {chain.Name} waits for its followers to confirm its height after a restore"
        : null;
}
