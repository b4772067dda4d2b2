namespace HospitalChain.Consensus.Messages;

/// <summary>What can happen to a core. A closed family: one case per file of this folder.</summary>
public abstract record CoreMessage;
