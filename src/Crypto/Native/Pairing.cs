namespace HospitalChain.Crypto.Native;

/// <summary>Miller loops: one pair, a product of many, and against a point of G2 whose lines are prepared.</summary>
internal static unsafe class Pairing
{
    public static Fp12 MillerLoop(in P1Affine p, in P2Affine q)
    {
        Fp12 result;
        fixed (P1Affine* first = &p)
        fixed (P2Affine* second = &q)
        {
            Blst.MillerLoop(&result, second, first);
        }

        return result;
    }

    /// <summary>The pairing e(p, q); p and q are not the identity.</summary>
    public static Fp12 Of(in P1Affine p, in P2Affine q) => MillerLoop(p, q).FinalExponentiation();

    /// <summary>
    /// Whether Π e(p_i, q_i) = 1, with one final exponentiation. A pair that holds the identity counts as one.
    /// </summary>
    public static bool ProductIsOne(ReadOnlySpan<P1Affine> ps, ReadOnlySpan<P2Affine> qs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(qs.Length, ps.Length);
        for (var i = 0; i < ps.Length; i++)
        {
            if (ps[i].IsIdentity || qs[i].IsIdentity)
            {
                return ProductIsOne([.. ps[..i], .. ps[(i + 1)..]], [.. qs[..i], .. qs[(i + 1)..]]);
            }
        }

        if (ps.IsEmpty)
        {
            return true;
        }

        Fp12 result;
        fixed (P1Affine* first = ps)
        fixed (P2Affine* second = qs)
        {
            var firsts = stackalloc P1Affine*[2] { first, null };
            var seconds = stackalloc P2Affine*[2] { second, null };
            Blst.MillerLoopN(&result, seconds, firsts, (nuint)ps.Length);
        }

        return result.VerifiesAsOne();
    }
}
