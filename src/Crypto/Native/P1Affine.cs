using System.Runtime.CompilerServices;

namespace HospitalChain.Crypto.Native;

/// <summary>A point of BLS12-381's first curve in affine coordinates (blst_p1_affine); all zero is the identity.</summary>
[InlineArray(12)]
internal struct P1Affine
{
    private ulong limb;

    public readonly bool IsIdentity => !((ReadOnlySpan<ulong>)this).ContainsAnyExcept(0UL);

    /// <summary>Curve, subgroup, canonical coordinates; the identity is refused (crypto.md §2).</summary>
    public static unsafe bool TryDecode(ReadOnlySpan<byte> bytes, out P1Affine point)
    {
        point = default;
        if (bytes.Length != G1.Size)
        {
            return false;
        }

        fixed (byte* from = bytes)
        fixed (P1Affine* to = &point)
        {
            return Blst.P1Uncompress(to, from) == Blst.Success && !point.IsIdentity && Blst.P1AffineInGroup(to) != 0;
        }
    }

    public readonly unsafe void Compress(Span<byte> destination48)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination48.Length, G1.Size);
        fixed (byte* to = destination48)
        fixed (P1Affine* from = &this)
        {
            Blst.P1AffineCompress(to, from);
        }
    }

    /// <summary>φ(x, y) = (βx, y): this point of the subgroup to the power of λ (<see cref="EndomorphismG1"/>).</summary>
    public readonly unsafe P1Affine Twist()
    {
        var result = this;
        FieldBeta.Multiply((ulong*)&result);
        return result;
    }

    public readonly P1 Multiply(ReadOnlySpan<byte> scalarLittleEndian, int bits = P1.OrderBits) =>
        P1.FromAffine(this).Multiply(scalarLittleEndian, bits);
}
