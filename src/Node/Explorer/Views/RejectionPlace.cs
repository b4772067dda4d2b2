namespace HospitalChain.Node.Explorer.Views;

/// <summary>Where a rejection stands.</summary>
public readonly record struct RejectionPlace(ulong Height, int Index);
