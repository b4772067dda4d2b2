using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>A P-256 public key to which things are sealed (crypto.md §3).</summary>
public sealed class SealingPublicKey : IEquatable<SealingPublicKey>
{
    /// <summary>Bytes of an encoding (SEC 1, uncompressed, as HPKE has it).</summary>
    public const int Size = 65;

    private const int CoordinateBytes = 32;
    private static readonly BigInteger Prime = Number("0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger B = Number("05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private readonly byte[] encoded;

    private SealingPublicKey(byte[] encoded) => this.encoded = encoded;

    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>Reads a point; false for another length or form, coordinates ≥ p, or a point off the curve.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SealingPublicKey? key)
    {
        key = IsPoint(bytes) ? new SealingPublicKey(bytes.ToArray()) : null;
        return key is not null;
    }

    public bool Equals(SealingPublicKey? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as SealingPublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, 1);

    public override string ToString() => Convert.ToHexStringLower(encoded);

    internal ECDiffieHellman Import() => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = encoded[1..(1 + CoordinateBytes)], Y = encoded[(1 + CoordinateBytes)..] },
    });

    internal static SealingPublicKey Of(ECDiffieHellman pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return new SealingPublicKey([4, .. point.X!, .. point.Y!]);
    }

    /// <summary>P-256 has cofactor 1: a point of the curve other than the identity, which this form cannot spell, is in the group.</summary>
    private static bool IsPoint(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || bytes[0] != 4)
        {
            return false;
        }

        var x = new BigInteger(bytes.Slice(1, CoordinateBytes), isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(bytes[(1 + CoordinateBytes)..], isUnsigned: true, isBigEndian: true);
        return x < Prime && y < Prime && (((x * x * x) - (3 * x) + B - (y * y)) % Prime).IsZero;
    }

    private static BigInteger Number(string hex) => BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
