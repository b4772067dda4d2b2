namespace HospitalChain.Node.Explorer.Views;

/// <summary>How many records of one kind a block has.</summary>
public readonly record struct KindCount(string Kind, int Count);
