using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// Encryption of a content key to the patient, findable by who knows the visit's evidence α, and its decryption
/// (Liu et al. 2022 as in crypto.md §6).
/// </summary>
public static class Bc22Encryption
{
    /// <summary>Bytes of a content key.</summary>
    public const int KeySize = 32;

    /// <summary>Encrypts under <paramref name="patientKey"/>; the context ties the capsule to its record.</summary>
    /// <param name="patientKey">The visit's PK_j.</param>
    /// <param name="alpha">The visit's evidence.</param>
    /// <param name="key32">The content key.</param>
    /// <param name="context">The record's ctx.</param>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static Bc22Capsule Encrypt(G1 patientKey, ReadOnlySpan<byte> alpha, ReadOnlySpan<byte> key32, ReadOnlySpan<byte> context)
    {
        using var r = SecretScalar.Random();
        using var oneTime = SigningKey.Generate();
        return Encrypt(patientKey, alpha, key32, context, r, oneTime);
    }

    internal static Bc22Capsule Encrypt(
        G1 patientKey, ReadOnlySpan<byte> alpha, ReadOnlySpan<byte> key32, ReadOnlySpan<byte> context, SecretScalar r, SigningKey oneTime)
    {
        CheckKey(key32.Length);
        var a = oneTime.PublicKey;
        var b = patientKey.Power(r);
        Span<byte> masked = stackalloc byte[KeySize];
        Bc22Hashes.Mask(Pairing.Of(r.PublicKey().Point, Bc22Hashes.ForMask(a).Point), context, key32, masked);
        var c = new Bytes32(masked);
        var d = new G2(Bc22Hashes.ForCheck(a).Multiply(r.LittleEndian));
        var e = new G2(Bc22Hashes.GBarPowers.Multiply(r.LittleEndian));
        var tag = Bc22Hashes.Tag(Pairing.Of(b.Point, Bc22Hashes.OfEvidence(alpha).Point));
        var signature = oneTime.Sign(Bc22Hashes.Signed(context, c, d, e, tag));
        return new Bc22Capsule(signature, a, b, c, d, e, tag);
    }

    /// <summary>Opens a capsule. False when the secret is not that of the key the capsule is under.</summary>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static bool TryDecrypt(SecretScalar secret, VerifiedBc22Capsule capsule, Span<byte> key32)
    {
        CheckKey(key32.Length);
        key32.Clear();
        if (!secret.PublicKey().Equals(capsule.PublicKey))
        {
            return false;
        }

        var shared = Pairing.Of(Opened(secret, capsule), Bc22Hashes.ForMask(capsule.Capsule.A).Point);
        Span<byte> masked = stackalloc byte[KeySize];
        capsule.Capsule.C.CopyTo(masked);
        Bc22Hashes.Mask(shared, capsule.Context, masked, key32);
        return true;
    }

    /// <summary>The same for who has B^{1/x} = g^r and not x, as officers together do (crypto.md §8): e(g^r, H2(A)) = e(g, D).</summary>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static bool TryOpen(G1 opened, VerifiedBc22Capsule capsule, Span<byte> key32)
    {
        CheckKey(key32.Length);
        key32.Clear();
        var parts = capsule.Capsule;
        if (!Pairing.ProductIsOne([P1.FromAffine(opened.Point).Negate().ToAffine(), G1.Generator.Point], [Bc22Hashes.ForCheck(parts.A).ToAffine(), parts.D.Point]))
        {
            return false;
        }

        Span<byte> masked = stackalloc byte[KeySize];
        parts.C.CopyTo(masked);
        Bc22Hashes.Mask(Pairing.Of(opened.Point, Bc22Hashes.ForMask(parts.A).Point), capsule.Context, masked, key32);
        return true;
    }

    /// <summary>B^{1/x}, which is g^r.</summary>
    internal static P1Affine Opened(SecretScalar secret, VerifiedBc22Capsule capsule)
    {
        using var inverse = secret.Invert();
        return capsule.Capsule.B.Point.Multiply(inverse.LittleEndian).ToAffine();
    }

    private static void CheckKey(int length)
    {
        if (length != KeySize)
        {
            throw new ArgumentException($"a content key has {KeySize} bytes, not {length}");
        }
    }
}
