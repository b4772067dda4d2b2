namespace HospitalChain.Crypto.L19;

/// <summary>
/// A capsule that verified under <see cref="PublicKey"/> and a context. Only <see cref="L19Verifier"/> makes one, and
/// only such a capsule can be re-encrypted, tested or decrypted.
/// </summary>
public sealed class VerifiedL19Capsule
{
    internal VerifiedL19Capsule(L19Capsule capsule, G1 publicKey)
    {
        Capsule = capsule;
        PublicKey = publicKey;
    }

    public L19Capsule Capsule { get; }

    /// <summary>The key it is under: a visit's PK_j, or after re-encryption a delegation's PK_s.</summary>
    public G1 PublicKey { get; }

    /// <summary>C2, which an emergency's officers raise to their shares (crypto.md §8).</summary>
    public G1 EscrowPoint => Capsule.C2;
}
