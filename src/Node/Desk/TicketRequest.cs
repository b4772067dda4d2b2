namespace HospitalChain.Node.Desk;

/// <summary>A ticket is wanted.</summary>
/// <param name="PatientReference">The desk's own note for its list, at most 64 bytes; null for none.</param>
public sealed record TicketRequest(string? PatientReference = null);
