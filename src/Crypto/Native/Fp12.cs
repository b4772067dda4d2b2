using System.Runtime.CompilerServices;

namespace HospitalChain.Crypto.Native;

/// <summary>An element of the pairing's target field (blst_fp12): a Miller loop's value, or after it an element of GT.</summary>
[InlineArray(72)]
internal struct Fp12
{
    /// <summary>Bytes of the encoding, in the order of blst_bendian_from_fp12.</summary>
    public const int EncodedSize = 576;

    private ulong limb;

    public static unsafe Fp12 One => *Blst.Fp12One();

    public readonly unsafe Fp12 Multiply(in Fp12 other)
    {
        Fp12 result;
        fixed (Fp12* a = &this)
        fixed (Fp12* b = &other)
        {
            Blst.Fp12Multiply(&result, a, b);
        }

        return result;
    }

    public unsafe void MultiplyBy(in Fp12 other)
    {
        fixed (Fp12* a = &this)
        fixed (Fp12* b = &other)
        {
            Blst.Fp12Multiply(a, a, b);
        }
    }

    /// <summary>Squares an element of the cyclotomic subgroup, which holds GT.</summary>
    public readonly unsafe Fp12 CyclotomicSquare()
    {
        Fp12 result;
        fixed (Fp12* a = &this)
        {
            Blst.Fp12CyclotomicSquare(&result, a);
        }

        return result;
    }

    /// <summary>The conjugate, which in GT is the inverse.</summary>
    public readonly unsafe Fp12 Conjugate()
    {
        var result = this;
        Blst.Fp12Conjugate(&result);
        return result;
    }

    /// <summary>Conjugates when the mask is all ones, without a branch.</summary>
    public void ConjugateWhen(ulong mask)
    {
        var conjugate = Conjugate();
        Span<ulong> limbs = this;
        ReadOnlySpan<ulong> others = conjugate;
        for (var i = limbs.Length / 2; i < limbs.Length; i++)
        {
            limbs[i] ^= (limbs[i] ^ others[i]) & mask;
        }
    }

    /// <param name="power">1 to 3.</param>
    public readonly unsafe Fp12 Frobenius(int power)
    {
        Fp12 result;
        fixed (Fp12* a = &this)
        {
            Blst.Fp12Frobenius(&result, a, (nuint)power);
        }

        return result;
    }

    public readonly unsafe Fp12 FinalExponentiation()
    {
        Fp12 result;
        fixed (Fp12* a = &this)
        {
            Blst.FinalExponentiation(&result, a);
        }

        return result;
    }

    /// <summary>Whether the final exponentiation of this Miller value is one.</summary>
    public readonly unsafe bool VerifiesAsOne()
    {
        fixed (Fp12* a = &this)
        {
            return Blst.Fp12FinalVerify(a, Blst.Fp12One()) != 0;
        }
    }

    public readonly unsafe bool IsEqual(in Fp12 other)
    {
        fixed (Fp12* a = &this)
        fixed (Fp12* b = &other)
        {
            return Blst.Fp12IsEqual(a, b) != 0;
        }
    }

    public readonly unsafe void Encode(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, EncodedSize);
        fixed (byte* to = destination)
        fixed (Fp12* a = &this)
        {
            Blst.Fp12ToBigEndian(to, a);
        }
    }
}
