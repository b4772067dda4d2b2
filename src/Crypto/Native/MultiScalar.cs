namespace HospitalChain.Crypto.Native;

/// <summary>Sums of many points with short public exponents (Pippenger).</summary>
internal static unsafe class MultiScalar
{
    /// <param name="points">None is the identity.</param>
    /// <param name="scalarsLittleEndian">One exponent of bits/8 bytes per point, joined.</param>
    /// <param name="bits">A multiple of 8.</param>
    public static P1 Sum(ReadOnlySpan<P1Affine> points, ReadOnlySpan<byte> scalarsLittleEndian, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalarsLittleEndian.Length, points.Length * (bits / 8));
        P1 result = default;
        if (points.IsEmpty)
        {
            return result;
        }

        var scratch = new ulong[(int)Blst.P1PippengerScratchSize((nuint)points.Length) / sizeof(ulong)];
        fixed (P1Affine* first = points)
        fixed (byte* exponents = scalarsLittleEndian)
        fixed (ulong* space = scratch)
        {
            var pointList = stackalloc P1Affine*[2] { first, null };
            var scalarList = stackalloc byte*[2] { exponents, null };
            Blst.P1Pippenger(&result, pointList, (nuint)points.Length, scalarList, (nuint)bits, space);
        }

        return result;
    }
}
