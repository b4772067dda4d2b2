using System.Security.Cryptography;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// Suite P21 (crypto.md §7): Park et al. 2021 over Chow et al., AFRICACRYPT 2010, on secp256k1 without pairings.
/// Keys 66 bytes, capsules 162, re-encryptions 356, shares 130. Assumes computational Diffie–Hellman and random oracles;
/// a later paper reports a gap in Chow et al.'s proof, so treat it as unproven where THREATS.md says so. A caller must
/// give each folder its own pair: a proxy (rk) and one delegatee (h) together compute b = h/rk, which opens every
/// original capsule under that pair.
/// </summary>
public static class P21Encryption
{
    /// <summary>Bytes of the content key a capsule carries.</summary>
    public const int KeySize = 32;

    /// <summary>Encrypts a content key to a folder.</summary>
    /// <param name="folder">The folder's public key.</param>
    /// <param name="key">32 secret bytes.</param>
    /// <param name="context">The record's ctx.</param>
    public static P21Capsule Encrypt(P21PublicKey folder, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        Span<byte> omega = stackalloc byte[32];
        RandomNumberGenerator.Fill(omega);
        using var u = SecretExponent.Random();
        var capsule = Encrypt(folder, key, context, omega, u);
        CryptographicOperations.ZeroMemory(omega);
        return capsule;
    }

    /// <summary>Decrypts as the folder's owner; false when the capsule hides another r than its E shows.</summary>
    /// <exception cref="ArgumentException">The capsule was verified under another pair, or <paramref name="key"/> has another size.</exception>
    public static bool TryDecrypt(P21KeyPair folder, VerifiedP21Capsule capsule, Span<byte> key)
    {
        if (!folder.PublicKey.Equals(capsule.PublicKey))
        {
            throw new ArgumentException("the capsule stands under another pair", nameof(folder));
        }

        using var b = folder.Combined();
        return TryDecrypt(b, capsule, key);
    }

    /// <summary>Decrypts as the delegatee of a share.</summary>
    /// <param name="receiving">The pair that the share was made to.</param>
    /// <param name="reencryption">Verified against the chain's capsule and the grant's share.</param>
    /// <param name="key">Receives 32 bytes; zeros when false.</param>
    public static bool TryDecrypt(P21KeyPair receiving, VerifiedP21Reencryption reencryption, Span<byte> key)
    {
        CheckKey(key);
        key.Clear();
        if (!P21Delegation.TryReceive(receiving, reencryption.Original.PublicKey, reencryption.Share, out var h))
        {
            return false;
        }

        using (h)
        using (var inverse = h.Inverse())
        {
            var (capsule, raised) = (reencryption.Original, reencryption.Reencryption.Raised);
            Span<byte> hidden = stackalloc byte[P21Capsule.MaskedSize];
            capsule.Capsule.F.CopyTo(hidden);
            P21Hashes.Mask(raised.Power(inverse), hidden);
            using var r = P21Hashes.H1(capsule.Context, hidden[..KeySize], hidden[KeySize..]);
            using var product = r.Times(h);
            return TryRelease(hidden, CryptographicOperations.FixedTimeEquals(product.PublicPoint().Encoded, raised.Encoded), key);
        }
    }

    /// <summary>Encrypts with given randomness: the vectors need it, nothing else may.</summary>
    internal static P21Capsule Encrypt(
        P21PublicKey folder, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> omega, SecretExponent u)
    {
        CheckKey(key);
        using var r = P21Hashes.H1(context, key, omega);
        var (d, e) = (folder.Combined.Power(u), folder.Combined.Power(r));
        Span<byte> f = stackalloc byte[P21Capsule.MaskedSize];
        key.CopyTo(f);
        omega.CopyTo(f[KeySize..]);
        P21Hashes.Mask(r.PublicPoint(), f);
        using var h3 = P21Hashes.H3(context, d, e, f);
        using var product = r.Times(h3);
        using var s = u.Plus(product);
        return new P21Capsule(d, e, f, s.Bytes);
    }

    /// <summary>Decrypts with b, which is all that the owner's pair is worth here.</summary>
    internal static bool TryDecrypt(SecretExponent b, VerifiedP21Capsule capsule, Span<byte> key)
    {
        CheckKey(key);
        using var inverse = b.Inverse();
        Span<byte> hidden = stackalloc byte[P21Capsule.MaskedSize];
        capsule.Capsule.F.CopyTo(hidden);
        P21Hashes.Mask(capsule.Capsule.E.Power(inverse), hidden);
        using var r = P21Hashes.H1(capsule.Context, hidden[..KeySize], hidden[KeySize..]);
        var expected = capsule.PublicKey.Combined.Power(r);
        return TryRelease(hidden, CryptographicOperations.FixedTimeEquals(expected.Encoded, capsule.Capsule.E.Encoded), key);
    }

    private static bool TryRelease(Span<byte> hidden, bool valid, Span<byte> key)
    {
        key.Clear();
        if (valid)
        {
            hidden[..KeySize].CopyTo(key);
        }

        CryptographicOperations.ZeroMemory(hidden);
        return valid;
    }

    private static void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"a content key has {KeySize} bytes", nameof(key));
        }
    }
}
