using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>A witness and the newest HEAD that it cosigned.</summary>
/// <param name="Witness">Its signing key.</param>
/// <param name="Party">Who answers for it.</param>
/// <param name="Cosigned">The HEAD with this one cosignature, canonical, in hexadecimal digits.</param>
public sealed record WitnessAnswer(Bytes32 Witness, Bytes32 Party, string Cosigned);
