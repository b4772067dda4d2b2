namespace HospitalChain.Storage;

/// <summary>The kinds of data, a column family each. Numbers are of this process only; the names are the format.</summary>
public enum Table
{
    /// <summary>Format number, followed chains, counters.</summary>
    Meta,

    /// <summary>Chain id, height → sealed block.</summary>
    Blocks,

    /// <summary>Chain id, height → sealed header.</summary>
    Headers,

    /// <summary>Chain id, height → header hash.</summary>
    HeaderHashes,

    /// <summary>Chain id, record id → height and index in the block.</summary>
    RecordIndex,

    /// <summary>Chain id, state key → value.</summary>
    State,

    /// <summary>Chain id, record id → accepted record that is not yet in a block.</summary>
    Pool,

    /// <summary>Chain id → newest signed head.</summary>
    Heads,

    /// <summary>Chain id, record id → promise given.</summary>
    Promises,

    /// <summary>Chain id, height → two different sealed headers.</summary>
    Evidence,

    /// <summary>Recipient, letter id → letter and when it arrived.</summary>
    Mail,

    /// <summary>Expiry, recipient, letter id → sender.</summary>
    MailExpiry,

    /// <summary>Share id → encrypted re-encryption key.</summary>
    Grants,

    /// <summary>Upload id → how far an upload is.</summary>
    Uploads,

    /// <summary>Small things of the node's own.</summary>
    Node,

    /// <summary>Chain id, time of the HEAD → HEAD with the cosignatures of witnesses.</summary>
    CosignedHeads,

    /// <summary>Chain id → the newest head that this node cosigned.</summary>
    Witnessed,
}

