using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Codec;

/// <summary>32 bytes that may be missing: bin32, or bin0 for none. Zero has no spelling of its own.</summary>
internal static class OptionalHashCodec
{
    public static CanonicalWriter OptionalHash(this CanonicalWriter writer, Bytes32 value) =>
        value.IsZero ? writer.Bytes(ReadOnlySpan<byte>.Empty) : writer.Bytes(value);

    /// <summary>Zero where there is none.</summary>
    public static Bytes32 OptionalHash(this ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, Bytes32.Size);
        if (bytes.IsEmpty)
        {
            return default;
        }

        if (bytes.Length == Bytes32.Size && new Bytes32(bytes) is { IsZero: false } value)
        {
            return value;
        }

        reader.Fail();
        return default;
    }
}
