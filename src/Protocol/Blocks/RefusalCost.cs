namespace HospitalChain.Protocol.Blocks;

/// <summary>What a refusal costs its author, by code.</summary>
/// <param name="Code">Stable code of the refusal.</param>
/// <param name="Points">Credit points, 1 to 100.</param>
public readonly record struct RefusalCost(string Code, uint Points);
