namespace HospitalChain.Client.Api;

/// <summary>A ticket is wanted.</summary>
internal sealed record TicketOrder(string PatientReference);
