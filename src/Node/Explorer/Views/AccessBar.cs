namespace HospitalChain.Node.Explorer.Views;

/// <summary>Requests of one span of time.</summary>
public readonly record struct AccessBar(ulong FromMillis, ulong Delivered, ulong Refused);
