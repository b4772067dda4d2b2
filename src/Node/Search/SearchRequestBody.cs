using HospitalChain.Crypto;

namespace HospitalChain.Node.Search;

/// <summary>A trapdoor for this hospital and the visit it is about.</summary>
/// <param name="ChainId">The visit's chain.</param>
/// <param name="Pid">Hex of the visit's PID.</param>
/// <param name="Trapdoor">Hex of the trapdoor.</param>
public sealed record SearchRequestBody(Bytes32 ChainId, string Pid, string Trapdoor);
