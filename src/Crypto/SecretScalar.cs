using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// A secret exponent modulo r, the order of BLS12-381's groups; never zero. Lives in one buffer that is not moved by
/// the garbage collector and is zeroed on disposal. Arithmetic runs in constant time, inversion is blinded (crypto.md §1).
/// </summary>
public sealed class SecretScalar : IDisposable
{
    /// <summary>Bytes of an encoding, big-endian.</summary>
    public const int Size = 32;

    private const int WideSize = 48;

    private readonly byte[] little = GC.AllocateArray<byte>(Size, pinned: true);
    private bool disposed;

    private SecretScalar()
    {
    }

    /// <summary>The value as libblst reads it.</summary>
    internal ReadOnlySpan<byte> LittleEndian
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return little;
        }
    }

    /// <summary>Reads 32 big-endian bytes; false for another length, zero, and values of r or above.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretScalar? scalar)
    {
        scalar = null;
        if (bytes.Length != Size)
        {
            return false;
        }

        var candidate = new SecretScalar();
        bytes.CopyTo(candidate.little);
        candidate.little.AsSpan().Reverse();
        if (!ScalarField.IsNonZeroCanonical(candidate.little))
        {
            candidate.Dispose();
            return false;
        }

        scalar = candidate;
        return true;
    }

    /// <summary>A fresh uniformly random exponent.</summary>
    public static SecretScalar Random()
    {
        Span<byte> wide = stackalloc byte[WideSize];
        RandomNumberGenerator.Fill(wide);
        var scalar = Reduce(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    /// <summary>A big-endian number modulo r.</summary>
    /// <exception cref="CryptographicException">The result is zero, which for a hash has probability 2⁻²⁵⁵.</exception>
    internal static SecretScalar Reduce(ReadOnlySpan<byte> bigEndian)
    {
        var scalar = new SecretScalar();
        return ScalarField.TryReduce(bigEndian, scalar.little) ? scalar : throw new CryptographicException("a hash to the scalars is zero");
    }

    /// <summary>The product of two exponents, which is not zero since r is prime.</summary>
    internal SecretScalar Multiply(SecretScalar other)
    {
        var product = new SecretScalar();
        ScalarField.TryMultiply(LittleEndian, other.LittleEndian, product.little);
        return product;
    }

    /// <summary>The sum of two exponents.</summary>
    /// <exception cref="CryptographicException">It is zero, which for independent exponents has probability 2⁻²⁵⁵.</exception>
    internal SecretScalar Add(SecretScalar other)
    {
        var sum = new SecretScalar();
        return ScalarField.TryAdd(LittleEndian, other.LittleEndian, sum.little) ? sum : throw new CryptographicException("a sum of exponents is zero");
    }

    /// <summary>This exponent times a public number.</summary>
    /// <param name="factor">At least 1.</param>
    internal SecretScalar MultiplyPublic(uint factor)
    {
        ArgumentOutOfRangeException.ThrowIfZero(factor);
        Span<byte> number = stackalloc byte[Size];
        number.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(number, factor);
        var product = new SecretScalar();
        ScalarField.TryMultiply(LittleEndian, number, product.little);
        return product;
    }

    /// <summary>1/x, computed as b·(1/(x·b)) with a random b.</summary>
    internal SecretScalar Invert()
    {
        using var blind = Random();
        var result = Multiply(blind);
        ScalarField.Invert(result.little, result.little);
        ScalarField.TryMultiply(result.little, blind.little, result.little);
        return result;
    }

    /// <summary>g to the power of this secret.</summary>
    public G1 PublicKey() => new(FixedBases.G1.Multiply(LittleEndian));

    /// <summary>Writes the 32 big-endian bytes. The caller zeroes them after use.</summary>
    public void CopyTo(Span<byte> destination)
    {
        LittleEndian.CopyTo(destination);
        destination[..Size].Reverse();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(little);
        disposed = true;
    }

    public override string ToString() => "Secret(32)";
}
