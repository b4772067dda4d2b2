namespace HospitalChain.Node.Configuration;

/// <summary>Parts of a node that can be switched on. Which chains it follows or seals stands in <see cref="ChainOptions"/>.</summary>
public enum NodeModule
{
    /// <summary>Stores content and signs receipts.</summary>
    Content,

    /// <summary>Holds re-encryption keys and re-encrypts under a grant in force.</summary>
    Pre,

    /// <summary>Keeps mailboxes.</summary>
    Mail,

    /// <summary>Shows chains, blocks and peers in a browser.</summary>
    Explorer,
}
