using System.Security.Cryptography;

namespace HospitalChain.Keystore;

/// <summary>A passphrase as bytes, zeroed when disposed.</summary>
public sealed class Passphrase : IDisposable
{
    /// <summary>The fewest bytes a new passphrase may have.</summary>
    public const int BytesMin = 8;

    public const int BytesMax = 1024;

    private readonly byte[] bytes;

    /// <param name="bytes">Copied; at most <see cref="BytesMax"/>.</param>
    public Passphrase(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, BytesMax);
        this.bytes = GC.AllocateArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(this.bytes);
    }

    public ReadOnlySpan<byte> Bytes => bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => "Secret(passphrase)";
}
