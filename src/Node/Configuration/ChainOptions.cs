namespace HospitalChain.Node.Configuration;

/// <summary>A chain this node keeps, given by its genesis file.</summary>
public sealed record ChainOptions(string Name, string GenesisPath, ChainMode Mode);
