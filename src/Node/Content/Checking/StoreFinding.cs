using HospitalChain.Crypto;

namespace HospitalChain.Node.Content.Checking;

/// <summary>One way in which a store and the chains disagree.</summary>
/// <param name="Code">Which.</param>
/// <param name="Sha256">The content.</param>
/// <param name="ChainId">The chain that names it; null when none does.</param>
/// <param name="RecordId">The record that names it.</param>
/// <param name="RecordBytes">Its size as the record says.</param>
/// <param name="StoredBytes">Its size in the store; null when it is not there.</param>
public sealed record StoreFinding(string Code, Bytes32 Sha256, Bytes32? ChainId = null, Bytes32? RecordId = null, long? RecordBytes = null, long? StoredBytes = null)
{
    /// <summary>A chain names it under this store's receipt, and it is not there.</summary>
    public const string Missing = "CONTENT_NOT_FOUND";

    /// <summary>It is there, and no chain names it: its record is to come, was refused, or was never sent.</summary>
    public const string Unnamed = "CONTENT_NOT_ON_CHAIN";

    /// <summary>It has another size than its record says.</summary>
    public const string WrongSize = "CONTENT_SIZE_DIFFERS";

    /// <summary>Its bytes have another hash than they stand under.</summary>
    public const string WrongHash = "CONTENT_HASH_MISMATCH";

    /// <summary>It cannot be read.</summary>
    public const string Unreadable = "CONTENT_UNREADABLE";

    /// <summary>A chain says that this store erased it, and it is there.</summary>
    public const string Erased = "CONTENT_ERASED_AND_THERE";
}
