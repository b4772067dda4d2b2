using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>DELEGATE (crypto.md §3): the grantee's word for share id, PID, grantee, PK_s, proxy and expiry.</summary>
public static class DelegateSignature
{
    /// <summary>The grantee of <paramref name="grant"/> signed exactly its fields for this visit.</summary>
    public static bool IsValid(Bytes32 chainId, ReadOnlySpan<byte> pid, Grant grant) =>
        grant.Delegation is PairingDelegation delegation
        && Bip340.Verify(
            grant.Grantee.Key,
            Message(chainId, pid, grant.Grantee.Key, delegation.ShareId, delegation.DelegationKey.Span, grant.Proxy, grant.UntilMillis),
            delegation.GranteeSignature);

    internal static Bytes32 Message(
        Bytes32 chainId, ReadOnlySpan<byte> pid, Bytes32 grantee, Bytes32 shareId, ReadOnlySpan<byte> delegationKey, Bytes32 proxy, ulong untilMillis) =>
        SignedMessage.Delegate(chainId, shareId, pid, grantee, delegationKey, proxy, untilMillis);
}
