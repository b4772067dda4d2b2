using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>A promised access to content, good for fetching it in parts until its ticket ends.</summary>
/// <param name="Ticket">Goes with every part's request.</param>
/// <param name="ExpiryMillis">When the ticket ends.</param>
/// <param name="Sha256">The content's hash.</param>
/// <param name="SizeBytes">Its size, as the record has it.</param>
/// <param name="AccessId">Record id of the access.</param>
/// <param name="Promise">The supernode's promise of the access record, canonical, in hexadecimal.</param>
public sealed record ContentDelivery(string Ticket, long ExpiryMillis, Bytes32 Sha256, long SizeBytes, Bytes32 AccessId, string Promise);
