using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>The visit signing keys of a session's two patients, each proven on its own chain under the PID of the ask.</summary>
/// <param name="Asker">A's.</param>
/// <param name="Asked">B's.</param>
public readonly record struct FellowParties(Bytes32 Asker, Bytes32 Asked);
