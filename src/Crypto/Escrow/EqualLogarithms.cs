using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Escrow;

/// <summary>
/// Chaum–Pedersen in G1: log_{base1}(power1) = log_{base2}(power2), without telling it. Made non-interactive by hashing
/// everything and a context, so a proof is worth nothing elsewhere. 128 bytes: T1 ‖ T2 ‖ z.
/// </summary>
public static class EqualLogarithms
{
    /// <summary>Bytes of a proof.</summary>
    public const int Size = (2 * G1.Size) + SecretScalar.Size;

    /// <summary>Proves that both powers have the same secret exponent.</summary>
    /// <param name="secret">The exponent.</param>
    /// <param name="first">A base and its power.</param>
    /// <param name="second">Another base and its power.</param>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    /// <param name="context">What the proof is for.</param>
    public static byte[] Prove(SecretScalar secret, (G1 Base, G1 Power) first, (G1 Base, G1 Power) second, string label, ReadOnlySpan<byte> context)
    {
        using var w = SecretScalar.Random();
        var (t1, t2) = (first.Base.Power(w), second.Base.Power(w));
        using var challenge = Challenge(first, second, t1, t2, label, context);
        using var product = challenge.Multiply(secret);
        using var z = w.Add(product);
        var proof = new byte[Size];
        t1.Encoded.CopyTo(proof);
        t2.Encoded.CopyTo(proof.AsSpan(G1.Size));
        z.CopyTo(proof.AsSpan(2 * G1.Size));
        return proof;
    }

    /// <summary>base^z = T·power^c for both; false for anything malformed.</summary>
    public static bool Verify((G1 Base, G1 Power) first, (G1 Base, G1 Power) second, string label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != Size
            || !G1.TryDecode(proof[..G1.Size], out var t1)
            || !G1.TryDecode(proof.Slice(G1.Size, G1.Size), out var t2)
            || !SecretScalar.TryDecode(proof[(2 * G1.Size)..], out var z))
        {
            return false;
        }

        using (z)
        {
            using var challenge = Challenge(first, second, t1, t2, label, context);
            return Holds(first, t1, z, challenge) && Holds(second, t2, z, challenge);
        }
    }

    private static bool Holds((G1 Base, G1 Power) pair, G1 t, SecretScalar z, SecretScalar challenge)
    {
        var right = pair.Power.Point.Multiply(challenge.LittleEndian).Add(t.Point).ToAffine();
        return !right.IsIdentity && pair.Base.Power(z).Equals(new G1(P1.FromAffine(right)));
    }

    private static SecretScalar Challenge((G1 Base, G1 Power) first, (G1 Base, G1 Power) second, G1 t1, G1 t2, string label, ReadOnlySpan<byte> context) =>
        Transcript.Of(label).Add(context).Add(first.Base.Encoded).Add(first.Power.Encoded).Add(second.Base.Encoded).Add(second.Power.Encoded)
            .Add(t1.Encoded).Add(t2.Encoded).ToZr();
}
