using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// The proof, checked at enrolment, that a doctor knows the secret of a multisignature key and that its five points
/// belong together (crypto.md §6): P^d1 ‖ P^d2 ‖ P^d3 with P bound to the key and to the doctor's signing key. Without
/// it a doctor can choose a key that cancels a colleague's. The caller also refuses a key that is already enrolled.
/// </summary>
public static class ProofOfPossession
{
    /// <summary>Bytes of a proof.</summary>
    public const int Size = 3 * G1.Size;

    private const int Equations = 5;

    /// <summary>Proves possession of <paramref name="key"/> for the holder of <paramref name="signingKey"/>.</summary>
    public static byte[] Prove(MultisignatureKey key, Bytes32 signingKey)
    {
        var p = Challenge(key.PublicKey, signingKey);
        return [.. p.Power(key.D1).Encoded, .. p.Power(key.D2).Encoded, .. p.Power(key.D3).Encoded];
    }

    /// <summary>
    /// e(P1, ĝ) = e(P, Â), e(P2, ĝ) = e(P, B̂), e(P3, ĝ) = e(P, Ĉ), e(B̃, ĝ) = e(g, B̂), e(C̃, ĝ) = e(g, Ĉ), joined by
    /// random exponents; a proof that fails one passes with probability 2⁻¹²⁸. False for bytes that do not decode.
    /// </summary>
    public static bool Verify(MultisignaturePublicKey publicKey, Bytes32 signingKey, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != Size
            || !G1.TryDecode(proof[..G1.Size], out var p1)
            || !G1.TryDecode(proof.Slice(G1.Size, G1.Size), out var p2)
            || !G1.TryDecode(proof[(2 * G1.Size)..], out var p3))
        {
            return false;
        }

        Span<byte> exponents = stackalloc byte[Equations * BatchExponents.Size];
        BatchExponents.Fill(exponents);
        var p = Challenge(publicKey, signingKey).Point;
        var g = G1.Generator.Point;
        var left = MultiScalar.Sum(
            [p1.Point, p2.Point, p3.Point, publicKey.BTilde.Point, publicKey.CTilde.Point], exponents, BatchExponents.Bits);
        return Pairing.ProductIsOne(
            [
                left.Negate().ToAffine(),
                MultiScalar.Sum([p], Exponent(exponents, 0), BatchExponents.Bits).ToAffine(),
                MultiScalar.Sum([p, g], [.. Exponent(exponents, 1), .. Exponent(exponents, 3)], BatchExponents.Bits).ToAffine(),
                MultiScalar.Sum([p, g], [.. Exponent(exponents, 2), .. Exponent(exponents, 4)], BatchExponents.Bits).ToAffine(),
            ],
            [G2.Generator.Point, publicKey.AHat.Point, publicKey.BHat.Point, publicKey.CHat.Point]);
    }

    private static ReadOnlySpan<byte> Exponent(ReadOnlySpan<byte> exponents, int equation) =>
        exponents.Slice(equation * BatchExponents.Size, BatchExponents.Size);

    private static G1 Challenge(MultisignaturePublicKey publicKey, Bytes32 signingKey) =>
        Transcript.Of(Labels.Bc22Pop).Add(publicKey.Encoded).Add(signingKey).ToG1();
}
