namespace HospitalChain.Node.Explorer.Views;

/// <summary>How a chain stands at this node, in one word for the reader. A quiet chain is not a stale one (chain.md §4.7).</summary>
public enum ChainCondition
{
    /// <summary>The supernode's HEAD is in time and blocks come.</summary>
    Fresh,

    /// <summary>The supernode's HEAD is in time and says that nothing new came: all is well.</summary>
    Quiet,

    /// <summary>The newest HEAD is older than the chain's head_max_age: the supernode is silent or cut off.</summary>
    Stale,

    /// <summary>No HEAD came to this node yet.</summary>
    Unheard,

    /// <summary>This node stopped following the chain, and says why.</summary>
    Stopped,
}
