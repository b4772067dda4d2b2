namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>A promise of the protocol that a run showed to be broken.</summary>
internal sealed class SimulationFailure(string message, Exception? cause = null) : Exception(message, cause);
