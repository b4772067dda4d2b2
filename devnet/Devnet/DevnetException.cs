namespace HospitalChain.Devnet;

/// <summary>The devnet cannot do what it was asked; the message says why.</summary>
internal sealed class DevnetException(string message) : Exception(message);
