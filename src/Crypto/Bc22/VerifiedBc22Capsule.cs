namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// A capsule that verified under <see cref="PublicKey"/> and a context. Only <see cref="Bc22Verifier"/> makes one, and
/// only such a capsule can be re-encrypted, tested or decrypted.
/// </summary>
public sealed class VerifiedBc22Capsule
{
    private readonly byte[] context;

    internal VerifiedBc22Capsule(Bc22Capsule capsule, G1 publicKey, ReadOnlySpan<byte> context)
    {
        Capsule = capsule;
        PublicKey = publicKey;
        this.context = context.ToArray();
    }

    public Bc22Capsule Capsule { get; }

    /// <summary>The key it is under: a visit's PK_j, or after re-encryption a delegation's key.</summary>
    public G1 PublicKey { get; }

    /// <summary>B, which an emergency's officers raise to their shares (crypto.md §8).</summary>
    public G1 EscrowPoint => Capsule.B;

    internal ReadOnlySpan<byte> Context => context;
}
