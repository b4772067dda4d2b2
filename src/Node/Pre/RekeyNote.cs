using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Pre;

/// <summary>What is known of a folder's re-encryption key without opening it.</summary>
/// <param name="GrantId">The grant it is for.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="TouchedMillis">When it last changed.</param>
/// <param name="Code">Why it is over, or empty.</param>
public sealed record RekeyNote(Bytes32 ChainId, Bytes32 GrantId, ProxyShareStage Stage, Bytes32 Sender, ulong TouchedMillis, string Code);
