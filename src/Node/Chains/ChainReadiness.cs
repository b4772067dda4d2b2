using HospitalChain.Node.Health;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Every chain runs, and has what its peers have. A followed chain that stopped for its supernode's proven lie never runs
/// again: while another hospital's chain runs here, it does not take this node from the others.
/// </summary>
internal sealed class ChainReadiness(ChainDirectory chains) : IReadinessCheck
{
    public string Name => "chains";

    public string? Missing() => Missing([.. chains.All.Select(chain => (chain.Status(), IsLiedTo(chain)))]);

    /// <param name="all">Each chain, and whether evidence against its supernode is at hand.</param>
    internal static string? Missing(IReadOnlyList<(ChainHostStatus Status, bool LiedTo)> all)
    {
        var othersRun = all.Any(chain => !chain.Status.IsRegistry && chain.Status.Stopped is null);
        return all.Where(chain => !(othersRun && chain.LiedTo && !chain.Status.IsSupernode && !chain.Status.IsRegistry))
            .Select(chain => MissingOf(chain.Status)).FirstOrDefault(missing => missing is not null);
    }

    private static bool IsLiedTo(ChainHost chain) => chain.Stopped is not null && (chain.Offence is not null || chain.ReadEvidence().Count > 0);

    private static string? MissingOf(ChainHostStatus chain) =>
        chain.Stopped is { } stopped ? $"chain {chain.Name} stands still: {stopped}"
        : chain.Core.BehindBy > 0 ? $"chain {chain.Name} is {chain.Core.BehindBy} blocks behind"
        : chain.IsSupernode && !chain.Core.Sealing ? $"chain {chain.Name} waits for its followers to confirm its height after a restore"
        : null;
}
