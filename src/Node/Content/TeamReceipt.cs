using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Content;

/// <summary>
/// Why this store does not confirm a team's content; null when it may sign, and then under this ctx only. There is no other way
/// to a receipt that serves a team's diagnosis.
/// </summary>
public delegate Refusal? TeamReceipt(Caller caller, Bytes32 chainId, Bytes32 sid, Bytes32 sha256, out Bytes32 context);
