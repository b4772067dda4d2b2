namespace HospitalChain.Node.Tests.Journeys;

/// <summary>The client's process is gone here.</summary>
internal sealed class KilledException : Exception;
