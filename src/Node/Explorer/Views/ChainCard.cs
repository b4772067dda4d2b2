namespace HospitalChain.Node.Explorer.Views;

/// <summary>A chain with its newest blocks, as the overview shows it.</summary>
public sealed record ChainCard(ChainView View, IReadOnlyList<BlockRow> Newest);
