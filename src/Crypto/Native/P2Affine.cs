using System.Runtime.CompilerServices;

namespace HospitalChain.Crypto.Native;

/// <summary>A point of BLS12-381's second curve in affine coordinates (blst_p2_affine); all zero is the identity.</summary>
[InlineArray(24)]
internal struct P2Affine
{
    private ulong limb;

    public readonly bool IsIdentity => !((ReadOnlySpan<ulong>)this).ContainsAnyExcept(0UL);

    /// <summary>Curve, subgroup, canonical coordinates; the identity is refused (crypto.md §2).</summary>
    public static unsafe bool TryDecode(ReadOnlySpan<byte> bytes, out P2Affine point)
    {
        point = default;
        if (bytes.Length != G2.Size)
        {
            return false;
        }

        fixed (byte* from = bytes)
        fixed (P2Affine* to = &point)
        {
            return Blst.P2Uncompress(to, from) == Blst.Success && !point.IsIdentity && Blst.P2AffineInGroup(to) != 0;
        }
    }

    public readonly unsafe void Compress(Span<byte> destination96)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination96.Length, G2.Size);
        fixed (byte* to = destination96)
        fixed (P2Affine* from = &this)
        {
            Blst.P2AffineCompress(to, from);
        }
    }

    public readonly P2 Multiply(ReadOnlySpan<byte> scalarLittleEndian, int bits = P2.OrderBits) =>
        P2.FromAffine(this).Multiply(scalarLittleEndian, bits);
}
