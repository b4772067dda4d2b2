namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>How the hospital's supernode behaves in a run.</summary>
internal enum SupernodeKind
{
    Honest,

    /// <summary>Seals two blocks at one height and shows each to another part of the network.</summary>
    Equivocating,

    /// <summary>Seals a block with a record that its author did not sign.</summary>
    SealingForgery,

    /// <summary>Seals a block whose state root is wrong.</summary>
    SealingWrongState,

    /// <summary>Seals but shows nothing to some, and promises them nothing.</summary>
    Withholding,

    /// <summary>Seals a rejection of a good record.</summary>
    Rejecting,

    /// <summary>Promises some records, keeps them out of the chain, and goes on signing heads.</summary>
    Censoring,

    /// <summary>Stays at an old registry head for ever.</summary>
    StaleRegistry,
}
