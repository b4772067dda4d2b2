using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Content;

/// <summary>
/// Why this store does not confirm a team's content; null when it may sign. Asked only for receipts that name a session.
/// </summary>
public delegate Refusal? TeamReceipt(Caller caller, ReceiptRequest request, Bytes32 sha256);
