using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus;

/// <summary>
/// The registry chain at every height this node knows, so that a block is judged by the registry its header names
/// (chain.md §3). Versions share their untouched parts, so keeping all of a small chain is cheap.
/// </summary>
internal sealed class RegistryHistory
{
    private readonly List<ChainState> byHeight = [];

    /// <summary>The newest version; null before the first.</summary>
    public RegistryFacts? Newest { get; private set; }

    /// <summary>Takes the next height; one already known is ignored.</summary>
    /// <exception cref="InvalidOperationException">A height is missing: the node must hand them over in order.</exception>
    public void Add(ChainState registry)
    {
        var height = registry.Head.Height;
        if (height < (ulong)byHeight.Count)
        {
            return;
        }

        if (height != (ulong)byHeight.Count)
        {
            throw new InvalidOperationException($"registry height {height} came after {byHeight.Count} versions");
        }

        byHeight.Add(registry);
        Newest = new RegistryFacts(registry);
    }

    /// <summary>The facts at the height that a header names; null where this node is behind.</summary>
    public RegistryFacts? At(RegistryHead head) =>
        head.Height < (ulong)byHeight.Count ? new RegistryFacts(byHeight[(int)head.Height]) : null;
}
