using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A trapdoor for the testing hospital.</summary>
internal sealed record SearchPost(Bytes32 ChainId, byte[] Pid, byte[] Trapdoor);
