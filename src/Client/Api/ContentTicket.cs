using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A store's answer to a REQUEST: what to send along with each part's request, and the promise of the access record.</summary>
public sealed record ContentTicket(string Ticket, ulong ExpiryMillis, Bytes32 Sha256, ulong SizeBytes, Bytes32 AccessId, byte[] Promise);
