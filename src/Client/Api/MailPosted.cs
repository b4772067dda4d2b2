namespace HospitalChain.Client.Api;

/// <summary>The node's receipt of a mail.</summary>
internal sealed record MailPosted(string? Id);
