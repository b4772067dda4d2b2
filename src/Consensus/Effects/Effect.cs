namespace HospitalChain.Consensus.Effects;

/// <summary>
/// What the node must do, in the order given; a Persist effect is a barrier: nothing after it happens before it is on
/// disk. A closed family: one case per file of this folder.
/// </summary>
public abstract record Effect;
