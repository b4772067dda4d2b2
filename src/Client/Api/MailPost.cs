using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A mail on its way to a mailbox.</summary>
internal sealed record MailPost(Bytes32 Recipient, Bytes32 ChainId, byte[] Sealed, ulong ExpiryMillis, Signature64 Signature);
