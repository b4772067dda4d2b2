namespace HospitalChain.Consensus;

/// <summary>How far a record has come.</summary>
public enum SubmissionStatus
{
    /// <summary>This node never decided on it.</summary>
    Unknown,

    /// <summary>Durable on this node's disk, on its way to the supernode.</summary>
    Accepted,

    /// <summary>The supernode promised a block or a rejection.</summary>
    Promised,

    /// <summary>In a block.</summary>
    InBlock,

    /// <summary>Inside a rejection in a block, or refused by the supernode before any promise.</summary>
    Rejected,
}
