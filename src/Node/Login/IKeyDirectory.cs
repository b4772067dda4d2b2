using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Login;

/// <summary>
/// Who is who, by the newest state of the chains this node follows. Asked again at every request, so that an expelled
/// doctor's token ends with the block that expels, and a rotated key's with the one that rotates.
/// </summary>
public interface IKeyDirectory
{
    /// <summary>Whether this node keeps that chain.</summary>
    bool Follows(Bytes32 chainId);

    /// <summary>The role of <paramref name="key"/> on that chain, or null when it is not known there, or no longer.</summary>
    KeyRole? RoleOf(Bytes32 chainId, Bytes32 key);

    /// <summary>The key was expelled or suspended there: it counts for nothing, and may still appeal.</summary>
    bool MayAppeal(Bytes32 chainId, Bytes32 key);

    /// <summary>That a key of that chain was rotated away or its party retired; null while it is in force or was never known.</summary>
    Refusal? EndOf(Bytes32 chainId, Bytes32 key);

    /// <summary>The key that the party of <paramref name="key"/> goes by now on that chain; the key itself where nobody rotated it.</summary>
    Bytes32 CurrentOf(Bytes32 chainId, Bytes32 key);

    /// <summary>The party's first key, under which its mailbox is kept; the key itself where nobody rotated it.</summary>
    Bytes32 PartyOf(Bytes32 key);

    /// <summary>The chain whose supernode keeps the key's mailbox; null when no followed chain knows the key.</summary>
    Bytes32? HomeOf(Bytes32 key);
}
