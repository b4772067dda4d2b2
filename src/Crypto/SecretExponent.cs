using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>A secret in Zn, the exponents of secp256k1: never zero, zeroed when disposed. (The one of BLS12-381 is SecretScalar.)</summary>
public sealed class SecretExponent : IDisposable
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 32;

    private static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly byte[] bytes = GC.AllocateArray<byte>(Size, pinned: true);
    private bool disposed;

    private SecretExponent(ReadOnlySpan<byte> value) => value.CopyTo(bytes);

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes;
        }
    }

    /// <summary>Reads 32 bytes big-endian; false for another length, zero, or a value ≥ n.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out SecretExponent? exponent)
    {
        exponent = encoded.Length == Size && Secp256k1.IsScalar(encoded) ? new SecretExponent(encoded) : null;
        return exponent is not null;
    }

    /// <summary>A uniformly random exponent.</summary>
    public static SecretExponent Random()
    {
        Span<byte> candidate = stackalloc byte[Size];
        SecretExponent? exponent;
        do
        {
            RandomNumberGenerator.Fill(candidate);
        }
        while (!TryDecode(candidate, out exponent)); // out of range once in 2^128

        CryptographicOperations.ZeroMemory(candidate);
        return exponent;
    }

    /// <summary>Writes the 32 secret bytes; the caller zeroes them.</summary>
    public void CopyTo(Span<byte> destination) => Bytes.CopyTo(destination);

    /// <summary>The same secret as a signing key.</summary>
    public SigningKey ToSigningKey() =>
        SigningKey.TryDecode(Bytes, out var key) ? key : throw new CryptographicException("a secret exponent is always a signing key");

    /// <summary>G^this.</summary>
    public SecpPoint PublicPoint() => SecpPoint.Generator.Power(this);

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }

    public override string ToString() => "Secret(32)";

    /// <summary>A 48-byte number mod n (crypto.md §2).</summary>
    /// <exception cref="CryptographicException">The result is zero, which no honest input reaches.</exception>
    internal static SecretExponent FromWide(ReadOnlySpan<byte> wide) =>
        TryReduceWide(wide, out var exponent) ? exponent : throw new CryptographicException("a derived exponent is zero");

    /// <summary>32 bytes as a number mod n; false for 0 and n itself.</summary>
    internal static bool TryReduce(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretExponent? exponent)
    {
        Span<byte> wide = stackalloc byte[48];
        wide.Clear();
        bytes.CopyTo(wide[16..]);
        var reduced = TryReduceWide(wide, out exponent);
        CryptographicOperations.ZeroMemory(wide);
        return reduced;
    }

    internal SecretExponent Times(SecretExponent factor)
    {
        var product = new SecretExponent(Bytes);
        return Secp256k1.TryMultiply(product.bytes, factor.Bytes) ? product : throw new CryptographicException("an exponent is out of range");
    }

    /// <exception cref="CryptographicException">The sum is zero.</exception>
    internal SecretExponent Plus(SecretExponent addend)
    {
        var sum = new SecretExponent(Bytes);
        return Secp256k1.TryAdd(sum.bytes, addend.Bytes) ? sum : throw new CryptographicException("a sum of exponents is zero");
    }

    /// <summary>-this.</summary>
    internal SecretExponent Negated()
    {
        var negated = new SecretExponent(Bytes);
        return Secp256k1.TryNegate(negated.bytes) ? negated : throw new CryptographicException("an exponent is out of range");
    }

    /// <summary>1/this, blinded: only this·b for a random b reaches the variable-time inversion (crypto.md §1).</summary>
    internal SecretExponent Inverse()
    {
        using var blind = Random();
        using var blinded = Times(blind);
        var inverse = ModularInversion.Invert(new BigInteger(blinded.Bytes, isUnsigned: true, isBigEndian: true), Order);
        Span<byte> encoded = stackalloc byte[Size];
        encoded.Clear();
        var length = inverse.GetByteCount(isUnsigned: true);
        if (!inverse.TryWriteBytes(encoded[(Size - length)..], out _, isUnsigned: true, isBigEndian: true) || !TryDecode(encoded, out var unblinded))
        {
            throw new CryptographicException("an inverse is out of range");
        }

        using (unblinded)
        {
            return unblinded.Times(blind);
        }
    }

    /// <summary>Constant time: high·2^192 + low, both halves below n.</summary>
    private static bool TryReduceWide(ReadOnlySpan<byte> wide, [NotNullWhen(true)] out SecretExponent? exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wide.Length, 48);
        Span<byte> shift = stackalloc byte[Size];
        Span<byte> high = stackalloc byte[Size];
        Span<byte> low = stackalloc byte[Size];
        shift.Clear();
        high.Clear();
        low.Clear();
        shift[Size - 25] = 1; // 2^192
        wide[..24].CopyTo(high[8..]);
        wide[24..].CopyTo(low[8..]);
        var reduced = Secp256k1.TryMultiply(high, shift) ? Secp256k1.TryAdd(high, low) : low.TryCopyTo(high);
        exponent = reduced && Secp256k1.IsScalar(high) ? new SecretExponent(high) : null;
        CryptographicOperations.ZeroMemory(high);
        CryptographicOperations.ZeroMemory(low);
        return exponent is not null;
    }
}
