using System.Runtime.CompilerServices;

namespace HospitalChain.Crypto.Native;

/// <summary>
/// A point of BLS12-381's first curve in Jacobian coordinates (blst_p1). Additions handle the identity and equal points; all run in constant time.
/// </summary>
[InlineArray(18)]
internal struct P1 : ICurvePoint<P1, P1Affine>
{
    /// <summary>Bits of the group order r.</summary>
    public const int OrderBits = 255;

    private ulong limb;

    public static unsafe P1 Generator => *Blst.P1Generator();

    public static unsafe P1 FromAffine(in P1Affine point)
    {
        P1 result;
        fixed (P1Affine* from = &point)
        {
            Blst.P1FromAffine(&result, from);
        }

        return result;
    }

    public static unsafe P1 HashToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain)
    {
        P1 result;
        fixed (byte* text = message)
        fixed (byte* tag = domain)
        {
            Blst.HashToG1(&result, text, (nuint)message.Length, tag, (nuint)domain.Length, null, 0);
        }

        return result;
    }

    /// <summary>Constant time (GLV for 255 bits, a 4-bit window below 176).</summary>
    public readonly unsafe P1 Multiply(ReadOnlySpan<byte> scalarLittleEndian, int bits = OrderBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, scalarLittleEndian.Length * 8);
        P1 result;
        fixed (byte* scalar = scalarLittleEndian)
        fixed (P1* point = &this)
        {
            Blst.P1Multiply(&result, point, scalar, (nuint)bits);
        }

        return result;
    }

    public readonly unsafe P1 Add(in P1 other)
    {
        P1 result;
        fixed (P1* a = &this)
        fixed (P1* b = &other)
        {
            Blst.P1Add(&result, a, b);
        }

        return result;
    }

    public readonly unsafe P1 Add(in P1Affine other)
    {
        P1 result;
        fixed (P1* a = &this)
        fixed (P1Affine* b = &other)
        {
            Blst.P1AddAffine(&result, a, b);
        }

        return result;
    }

    /// <summary>Adds the point, negated when the mask is all ones; overwrites <paramref name="other"/>.</summary>
    public unsafe void AddSigned(ref P1Affine other, ulong signMask)
    {
        fixed (P1* sum = &this)
        fixed (P1Affine* b = &other)
        {
            var y = (ulong*)b + 6;
            Blst.FpNegate(y, y, (byte)(signMask & 1));
            Blst.P1AddAffine(sum, sum, b);
        }
    }

    public readonly unsafe P1 Double()
    {
        P1 result;
        fixed (P1* a = &this)
        {
            Blst.P1Double(&result, a);
        }

        return result;
    }

    /// <summary>φ(x, y) = (βx, y): this point of the subgroup to the power of λ (<see cref="EndomorphismG1"/>).</summary>
    public readonly unsafe P1 Twist()
    {
        var result = this;
        FieldBeta.Multiply((ulong*)&result);
        return result;
    }

    public readonly unsafe P1 Negate()
    {
        var result = this;
        Blst.P1Negate(&result, 1);
        return result;
    }

    public readonly unsafe P1Affine ToAffine()
    {
        P1Affine result;
        fixed (P1* point = &this)
        {
            Blst.P1ToAffine(&result, point);
        }

        return result;
    }

    /// <summary>All of <paramref name="points"/> with one inversion; none may be the identity.</summary>
    public static unsafe void ToAffine(ReadOnlySpan<P1> points, Span<P1Affine> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, points.Length);
        if (points.IsEmpty)
        {
            return;
        }

        fixed (P1* from = points)
        fixed (P1Affine* to = destination)
        {
            var list = stackalloc P1*[2] { from, null };
            Blst.P1sToAffine(to, list, (nuint)points.Length);
        }
    }
}
