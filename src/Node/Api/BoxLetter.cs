using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Api;

/// <summary>A letter in a box.</summary>
/// <param name="Id">Names it in its box.</param>
/// <param name="Mail">What it says; null when it is not mail in canonical form.</param>
public sealed record BoxLetter(Bytes32 Id, SignedMail? Mail);
