using System.Runtime.CompilerServices;

namespace HospitalChain.Crypto.Native;

/// <summary>
/// A point of BLS12-381's second curve in Jacobian coordinates (blst_p2). Additions handle the identity and equal points; all run in constant time.
/// </summary>
[InlineArray(36)]
internal struct P2 : ICurvePoint<P2, P2Affine>
{
    /// <summary>Bits of the group order r.</summary>
    public const int OrderBits = 255;

    private ulong limb;

    /// <summary>Whether the last coordinate is zero.</summary>
    public readonly bool IsIdentity => !((ReadOnlySpan<ulong>)this)[24..].ContainsAnyExcept(0UL);

    public static unsafe P2 Generator => *Blst.P2Generator();

    public static unsafe P2 FromAffine(in P2Affine point)
    {
        P2 result;
        fixed (P2Affine* from = &point)
        {
            Blst.P2FromAffine(&result, from);
        }

        return result;
    }

    public static unsafe P2 HashToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain)
    {
        P2 result;
        fixed (byte* text = message)
        fixed (byte* tag = domain)
        {
            Blst.HashToG2(&result, text, (nuint)message.Length, tag, (nuint)domain.Length, null, 0);
        }

        return result;
    }

    /// <summary>Constant time (GLS for 255 bits, a 4-bit window below 144).</summary>
    public readonly unsafe P2 Multiply(ReadOnlySpan<byte> scalarLittleEndian, int bits = OrderBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, scalarLittleEndian.Length * 8);
        P2 result;
        fixed (byte* scalar = scalarLittleEndian)
        fixed (P2* point = &this)
        {
            Blst.P2Multiply(&result, point, scalar, (nuint)bits);
        }

        return result;
    }

    public readonly unsafe P2 Add(in P2 other)
    {
        P2 result;
        fixed (P2* a = &this)
        fixed (P2* b = &other)
        {
            Blst.P2Add(&result, a, b);
        }

        return result;
    }

    public readonly unsafe P2 Add(in P2Affine other)
    {
        P2 result;
        fixed (P2* a = &this)
        fixed (P2Affine* b = &other)
        {
            Blst.P2AddAffine(&result, a, b);
        }

        return result;
    }

    /// <summary>Adds the point, negated when the mask is all ones; overwrites <paramref name="other"/>.</summary>
    public unsafe void AddSigned(ref P2Affine other, ulong signMask)
    {
        fixed (P2* sum = &this)
        fixed (P2Affine* b = &other)
        {
            var y = (ulong*)b + 12;
            Blst.Fp2Negate(y, y, (byte)(signMask & 1));
            Blst.P2AddAffine(sum, sum, b);
        }
    }

    public readonly unsafe P2 Double()
    {
        P2 result;
        fixed (P2* a = &this)
        {
            Blst.P2Double(&result, a);
        }

        return result;
    }

    public readonly unsafe P2 Negate()
    {
        var result = this;
        Blst.P2Negate(&result, 1);
        return result;
    }

    public readonly unsafe P2Affine ToAffine()
    {
        P2Affine result;
        fixed (P2* point = &this)
        {
            Blst.P2ToAffine(&result, point);
        }

        return result;
    }

    /// <summary>All of <paramref name="points"/> with one inversion; none may be the identity.</summary>
    public static unsafe void ToAffine(ReadOnlySpan<P2> points, Span<P2Affine> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, points.Length);
        if (points.IsEmpty)
        {
            return;
        }

        fixed (P2* from = points)
        fixed (P2Affine* to = destination)
        {
            var list = stackalloc P2*[2] { from, null };
            Blst.P2sToAffine(to, list, (nuint)points.Length);
        }
    }
}
