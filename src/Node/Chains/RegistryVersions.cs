using System.Collections.Immutable;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains;

/// <summary>
/// The registry chain after each of its blocks, as hospitals' chains judge by it: one version per height, sharing nearly
/// everything. The registry chain is small; a hospital's core asks for the version that a header names.
/// </summary>
internal sealed class RegistryVersions
{
    private ImmutableList<ChainState> versions;

    private RegistryVersions(ImmutableList<ChainState> versions) => this.versions = versions;

    /// <summary>The newest version.</summary>
    public ChainState Newest => Volatile.Read(ref versions)[^1];

    /// <summary>Makes every version again from the blocks, which were verified before they were stored.</summary>
    public static RegistryVersions Replay(Genesis genesis, IEnumerable<Block> blocks)
    {
        var replayed = ImmutableList.CreateBuilder<ChainState>();
        var state = ChainState.AtGenesis(genesis);
        replayed.Add(state);
        foreach (var block in blocks.Where(block => block.Header.Height > 0))
        {
            state = BlockRules.Plan(state, registry: null, block).OrThrow().After;
            replayed.Add(state);
        }

        return new RegistryVersions(replayed.ToImmutable());
    }

    /// <summary>The version at a height; null above the newest.</summary>
    public ChainState? At(int height)
    {
        var all = Volatile.Read(ref versions);
        return height < all.Count ? all[height] : null;
    }

    /// <summary>Called by the registry chain's loop after each block.</summary>
    public void Add(ChainState after) => ImmutableInterlocked.Update(ref versions, (all, added) => all.Add(added), after);
}
