namespace HospitalChain.Client.Tests.Network;

/// <summary>Which part of a body a request is about.</summary>
/// <param name="From">First byte.</param>
/// <param name="To">Last byte asked for; null for all that is left.</param>
/// <param name="Ticket">The ticket of a content store.</param>
internal sealed record TestPart(long From, long? To, string? Ticket);
