using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>A ticket for the patient's hand. Secret: it holds α.</summary>
/// <param name="Ticket">Hex of the canonical ticket, which has all that follows in it.</param>
/// <param name="Alpha">Hex of α.</param>
/// <param name="HospitalSealingKey">Hex of the key to which ID and symptoms are sealed.</param>
public sealed record TicketView(
    string Ticket, string Alpha, Bytes32 ChainId, string HospitalSealingKey, Bytes32 NodeKey, Bytes32 TlsFingerprint, string Address, ulong ExpiryMillis);
