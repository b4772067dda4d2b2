using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A machine as the registry chain enrols it.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate.</param>
/// <param name="Role">What it is enrolled as.</param>
/// <param name="Signing">Its signing key.</param>
/// <param name="Owner">Signing key of the party that answers for it.</param>
internal sealed record KnownMachine(Bytes32 Fingerprint, PartyRole Role, Bytes32 Signing, Bytes32 Owner);
