using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Flows;

/// <summary>What a run wants mailed.</summary>
/// <param name="Purpose">One of <see cref="MailPurposes"/>.</param>
/// <param name="Recipient">Signing key of the recipient.</param>
/// <param name="Content">To be sealed to the recipient.</param>
public sealed record FlowLetter(string Purpose, Bytes32 Recipient, ReadOnlyMemory<byte> Content);
