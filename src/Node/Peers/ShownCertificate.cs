using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>A certificate of a machine that changed it.</summary>
/// <param name="Machine">The fingerprint that the machine was enrolled with.</param>
/// <param name="UntilMillis">From then on it stands for nobody.</param>
public readonly record struct ShownCertificate(Bytes32 Machine, ulong UntilMillis);
