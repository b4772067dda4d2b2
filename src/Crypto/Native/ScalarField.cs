namespace HospitalChain.Crypto.Native;

/// <summary>Arithmetic modulo r on 32 little-endian bytes, in constant time.</summary>
internal static unsafe class ScalarField
{
    public const int Size = 32;

    /// <summary>Whether 0 &lt; value &lt; r.</summary>
    public static bool IsNonZeroCanonical(ReadOnlySpan<byte> little)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(little.Length, Size);
        fixed (byte* value = little)
        {
            return Blst.ScalarCheck(value) != 0;
        }
    }

    /// <summary>Big-endian bytes of any length modulo r; false when the result is zero.</summary>
    public static bool TryReduce(ReadOnlySpan<byte> bigEndian, Span<byte> little)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(little.Length, Size);
        fixed (byte* from = bigEndian)
        fixed (byte* to = little)
        {
            return Blst.ScalarFromBigEndian(to, from, (nuint)bigEndian.Length) != 0;
        }
    }

    /// <summary>a·b; <paramref name="result"/> may be one of the inputs. False when the product is zero.</summary>
    public static bool TryMultiply(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Span<byte> result)
    {
        CheckSizes(a, b, result);
        fixed (byte* first = a)
        fixed (byte* second = b)
        fixed (byte* to = result)
        {
            return Blst.ScalarMultiply(to, first, second) != 0;
        }
    }

    /// <summary>a+b; <paramref name="result"/> may be one of the inputs. False when the sum is zero.</summary>
    public static bool TryAdd(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Span<byte> result)
    {
        CheckSizes(a, b, result);
        fixed (byte* first = a)
        fixed (byte* second = b)
        fixed (byte* to = result)
        {
            return Blst.ScalarAdd(to, first, second) != 0;
        }
    }

    /// <summary>1/a for a ≠ 0. Secret inputs are blinded by the caller.</summary>
    public static void Invert(ReadOnlySpan<byte> a, Span<byte> result)
    {
        CheckSizes(a, a, result);
        fixed (byte* from = a)
        fixed (byte* to = result)
        {
            Blst.ScalarInverse(to, from);
        }
    }

    private static void CheckSizes(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> result)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, Size);
    }
}
