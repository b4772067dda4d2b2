namespace HospitalChain.Crypto;

/// <summary>Which SHA-256 hashes to compute while content streams. SHA-256 is slower than AES-GCM: ask for what is needed.</summary>
[Flags]
public enum ContentHashes
{
    None = 0,

    /// <summary>Of the plaintext, which stands in the capsule (m).</summary>
    Plaintext = 1,

    /// <summary>Of the stored ciphertext: the content hash of the record.</summary>
    Sealed = 2,

    Both = Plaintext | Sealed,
}
