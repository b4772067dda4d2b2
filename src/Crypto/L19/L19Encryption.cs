using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// Encryption of a 64-byte message under a visit key, searchable by symptom, and its decryption (Liu et al. 2019 as in
/// crypto.md §5). The message is a content key and the SHA-256 of the plaintext; the reader must compare the latter.
/// Who holds the exponent r of a capsule can open it: it is fresh and forgotten.
/// </summary>
public static class L19Encryption
{
    /// <summary>Bytes of a message.</summary>
    public const int MessageSize = 64;

    private const int MaskSize = 128;

    /// <summary>Encrypts under <paramref name="patientKey"/>; the context ties the capsule to its record.</summary>
    /// <exception cref="ArgumentException">The message does not have 64 bytes.</exception>
    public static L19Capsule Encrypt(G1 patientKey, SecretScalar symptom, ReadOnlySpan<byte> message64, ReadOnlySpan<byte> context)
    {
        using var r = SecretScalar.Random();
        return Encrypt(patientKey, symptom, message64, context, r);
    }

    internal static L19Capsule Encrypt(
        G1 patientKey, SecretScalar symptom, ReadOnlySpan<byte> message64, ReadOnlySpan<byte> context, SecretScalar r)
    {
        CheckMessage(message64.Length);
        var c1 = new G2(L19Parameters.H1Powers.Multiply(r.LittleEndian));
        var c2 = patientKey.Power(r);
        var c3 = SymptomTag(symptom, r);
        Span<byte> c4 = stackalloc byte[MaskSize];
        Mask(L19Parameters.GeneratorPairing.Power(r.LittleEndian), context, c1, c3, c4);
        Xor(c4[MessageSize..], message64);
        Span<byte> hash = stackalloc byte[ScalarField.Size];
        L19Equations.Hash(context, c1, c3, c4, hash);
        return new L19Capsule(c1, c2, c3, c4, CheckPower(hash, r));
    }

    /// <summary>
    /// Opens a capsule with the secret of the key it is under. False when the secret or the context is another, or the
    /// capsule was not made by Encrypt; then the message is zeroes.
    /// </summary>
    /// <exception cref="ArgumentException">The message does not have 64 bytes.</exception>
    public static bool TryDecrypt(SecretScalar secret, VerifiedL19Capsule capsule, ReadOnlySpan<byte> context, Span<byte> message64)
    {
        using var inverse = secret.Invert();
        return TryOpen(capsule.Capsule.C2.Power(inverse), capsule, context, message64);
    }

    /// <summary>The same for who has C2^{1/x} and not x, as officers together do (crypto.md §8).</summary>
    /// <exception cref="ArgumentException">The message does not have 64 bytes.</exception>
    public static bool TryOpen(G1 opened, VerifiedL19Capsule capsule, ReadOnlySpan<byte> context, Span<byte> message64)
    {
        CheckMessage(message64.Length);
        var sealedParts = capsule.Capsule;
        var shared = L19Parameters.PreparedGenerator.MillerLoop(opened.Point).FinalExponentiation();
        Span<byte> mask = stackalloc byte[MaskSize];
        Mask(shared, context, sealedParts.C1, sealedParts.C3, mask);
        var matches = CryptographicOperations.FixedTimeEquals(mask[..MessageSize], sealedParts.C4[..MessageSize]);
        message64.Clear();
        if (matches)
        {
            sealedParts.C4[MessageSize..].CopyTo(message64);
            Xor(message64, mask[MessageSize..]);
        }

        CryptographicOperations.ZeroMemory(mask);
        return matches;
    }

    /// <summary>C3 = Kdf("L19-H2", 32; e(g, ĥ2)^{t·r}).</summary>
    private static byte[] SymptomTag(SecretScalar symptom, SecretScalar r)
    {
        using var exponent = symptom.Multiply(r);
        return Transcript.Of(Labels.L19H2).Add(L19Parameters.SymptomPairing.Power(exponent.LittleEndian)).Expand(Bytes32.Size);
    }

    /// <summary>F = Kdf("L19-F", 128; e(g, ĝ)^r, ctx, C1, C3).</summary>
    private static void Mask(in Fp12 shared, ReadOnlySpan<byte> context, G2 c1, ReadOnlySpan<byte> c3, Span<byte> mask) =>
        Transcript.Of(Labels.L19F).Add(shared).Add(context).Add(c1.Encoded).Add(c3).Expand(mask);

    /// <summary>C5 = (u^h·v·d)^r, as u^{h·r}·(v·d)^r from two tables.</summary>
    private static G1 CheckPower(ReadOnlySpan<byte> hash, SecretScalar r)
    {
        Span<byte> product = stackalloc byte[ScalarField.Size];
        ScalarField.TryMultiply(hash, r.LittleEndian, product);
        var power = L19Parameters.UPowers.Multiply(product).Add(L19Parameters.VDPowers.Multiply(r.LittleEndian));
        CryptographicOperations.ZeroMemory(product);
        return new G1(power);
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= other[i];
        }
    }

    private static void CheckMessage(int length)
    {
        if (length != MessageSize)
        {
            throw new ArgumentException($"a message has {MessageSize} bytes, not {length}");
        }
    }
}
