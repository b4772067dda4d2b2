using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

/// <summary>Short spellings for the tests.</summary>
internal static class Curve
{
    /// <summary>The order r of the groups, big-endian.</summary>
    public static readonly byte[] Order = Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    public static SecretScalar Scalar(byte[] bytes)
    {
        Assert.True(SecretScalar.TryDecode(bytes, out var scalar));
        return scalar;
    }

    public static SecretScalar Scalar(int value)
    {
        var bytes = new byte[SecretScalar.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SecretScalar.Size - sizeof(int)), value);
        return Scalar(bytes);
    }

    /// <summary>r - 1.</summary>
    public static SecretScalar MinusOne()
    {
        var bytes = (byte[])Order.Clone();
        bytes[^1] = 0;
        return Scalar(bytes);
    }

    public static G1 Point1(byte[] bytes)
    {
        Assert.True(G1.TryDecode(bytes, out var point));
        return point;
    }

    public static byte[] ToBytes(this SecretScalar scalar)
    {
        var bytes = new byte[SecretScalar.Size];
        scalar.CopyTo(bytes);
        return bytes;
    }

    public static string Hex(this in Fp12 value)
    {
        var bytes = new byte[Fp12.EncodedSize];
        value.Encode(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
