using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Client.Trust;

/// <summary>A witness, proven to be one, with the newest head that it is known to have cosigned.</summary>
/// <param name="Witness">Its signing key.</param>
/// <param name="Party">Who answers for it; several witnesses of one party are one word.</param>
/// <param name="Head">What it cosigned.</param>
public sealed record WitnessView(Bytes32 Witness, Bytes32 Party, SignedHead Head);
