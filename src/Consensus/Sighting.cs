using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus;

/// <summary>What the supernode signed for a height that is not applied here: a sealed header or a HEAD.</summary>
/// <param name="Hash">The header hash it names.</param>
/// <param name="Header">The sealed header, if that is what was seen.</param>
/// <param name="Head">The signed HEAD, if that is what was seen.</param>
internal sealed record Sighting(Bytes32 Hash, SealedHeader? Header, SignedHead? Head);
