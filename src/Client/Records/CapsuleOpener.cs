using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Client.Records;

/// <summary>What opens a capsule: the secret of the key it is under, or for one capsule alone what officers combined (crypto.md §8).</summary>
public sealed class CapsuleOpener
{
    private readonly SecretScalar? secret;
    private readonly G1? combined;

    private CapsuleOpener(G1 publicKey, SecretScalar? secret, G1? combined) => (PublicKey, this.secret, this.combined) = (publicKey, secret, combined);

    /// <summary>The key the capsule must be under.</summary>
    public G1 PublicKey { get; }

    /// <summary>The secret itself; null for an emergency.</summary>
    public SecretScalar? Secret => secret;

    /// <param name="secret">x_j, or x_s of a share; stays the caller's.</param>
    public static CapsuleOpener Of(SecretScalar secret) => new(secret.PublicKey(), secret, null);

    /// <param name="visitKey">PK_j.</param>
    /// <param name="combined">The capsule's point to the power of 1/x_j.</param>
    public static CapsuleOpener OfEmergency(G1 visitKey, G1 combined) => new(visitKey, null, combined);

    public bool TryOpen(VerifiedL19Capsule capsule, ReadOnlySpan<byte> context, Span<byte> message) =>
        secret is not null ? L19Encryption.TryDecrypt(secret, capsule, context, message) : L19Encryption.TryOpen(combined!, capsule, context, message);

    public bool TryOpen(VerifiedBc22Capsule capsule, Span<byte> key) =>
        secret is not null ? Bc22Encryption.TryDecrypt(secret, capsule, key) : Bc22Encryption.TryOpen(combined!, capsule, key);
}
