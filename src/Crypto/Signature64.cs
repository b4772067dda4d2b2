namespace HospitalChain.Crypto;

/// <summary>A BIP-340 signature, 64 bytes by value. Holding one says nothing about its validity.</summary>
public readonly record struct Signature64
{
    /// <summary>Bytes in a signature.</summary>
    public const int Size = 64;

    private readonly Bytes32 r, s;

    /// <param name="bytes">Exactly 64 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Signature64(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"{bytes.Length} bytes where {Size} are needed", nameof(bytes));
        }

        r = new Bytes32(bytes[..Bytes32.Size]);
        s = new Bytes32(bytes[Bytes32.Size..]);
    }

    /// <summary>Writes the 64 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        r.CopyTo(destination);
        s.CopyTo(destination[Bytes32.Size..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
