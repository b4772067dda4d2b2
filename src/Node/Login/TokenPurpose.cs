namespace HospitalChain.Node.Login;

/// <summary>What a token is good for. A token of one purpose is none of another.</summary>
public enum TokenPurpose
{
    /// <summary>All that its key may do at this node's API.</summary>
    Api = 1,

    /// <summary>Reading the explorer's pages that ask for a login; nothing at the API.</summary>
    Explorer = 2,
}
