namespace HospitalChain.Client.Api;

/// <summary>A ticket in canonical bytes.</summary>
internal sealed record TicketIssued(byte[] Ticket);
