using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>Asks for a receipt for one record's context.</summary>
/// <param name="ChainId">Chain of the record that will name the content.</param>
/// <param name="Context">ctx of that record (crypto.md §3).</param>
/// <param name="Sid">The team's session, for a team's diagnosis: the receipt is then the store's confirmation.</param>
public sealed record ReceiptRequest(Bytes32 ChainId, Bytes32 Context, Bytes32? Sid = null);
