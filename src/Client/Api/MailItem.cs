using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>The outside of a mail in one's box.</summary>
public sealed record MailItem(Bytes32 Id, Bytes32 Sender, string Purpose, ulong ExpiryMillis, long Size);
