using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>A point of secp256k1, not the identity, written multiplicatively as in the papers.</summary>
public sealed class SecpPoint : IEquatable<SecpPoint>
{
    /// <summary>Bytes of an encoding (SEC 1, compressed).</summary>
    public const int Size = 33;

    private readonly byte[] encoded;

    private SecpPoint(byte[] encoded) => this.encoded = encoded;

    /// <summary>The standard generator G.</summary>
    public static SecpPoint Generator { get; } =
        new(Convert.FromHexString("0279BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"));

    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>Reads one point; false for another length or form, or bytes that are no point of the curve.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecpPoint? point)
    {
        point = Secp256k1.IsPoint(bytes) ? new SecpPoint(bytes.ToArray()) : null;
        return point is not null;
    }

    public bool Equals(SecpPoint? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as SecpPoint);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, 1);

    public override string ToString() => Convert.ToHexStringLower(encoded);

    /// <summary>this^exponent, constant time.</summary>
    internal SecpPoint Power(SecretExponent exponent)
    {
        var product = new byte[Size];
        var made = ReferenceEquals(this, Generator)
            ? Secp256k1.MultiplyBase(exponent.Bytes, product)
            : Secp256k1.MultiplySecret(encoded, exponent.Bytes, product);
        return made ? new SecpPoint(product) : throw new CryptographicException("an exponent is out of range");
    }

    /// <summary>this^scalar in variable time: the scalar must be public. False for zero or a scalar ≥ n.</summary>
    internal bool TryPowerPublic(ReadOnlySpan<byte> scalar, [NotNullWhen(true)] out SecpPoint? power)
    {
        var product = new byte[Size];
        power = scalar.Length == SecretExponent.Size && Secp256k1.MultiplyPublic(encoded, scalar, product) ? new SecpPoint(product) : null;
        return power is not null;
    }

    /// <summary>this·other; false when the product is the identity.</summary>
    internal bool TryTimes(SecpPoint other, [NotNullWhen(true)] out SecpPoint? product)
    {
        var combined = new byte[Size];
        product = Secp256k1.TryCombine(encoded, other.encoded, combined) ? new SecpPoint(combined) : null;
        return product is not null;
    }
}
