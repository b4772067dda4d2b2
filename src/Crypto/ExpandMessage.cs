using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>expand_message_xmd with SHA-256 (RFC 9380 §5.3.1), the one source of derived bytes.</summary>
internal static class ExpandMessage
{
    private const int HashBytes = 32;
    private const int BlockBytes = 64;

    /// <summary>The longest output: 255 hash blocks.</summary>
    public const int OutputBytesMax = 255 * HashBytes;

    /// <param name="message">What is expanded.</param>
    /// <param name="domain">The domain separation tag, at most 255 bytes.</param>
    /// <param name="output">Filled entirely; at most <see cref="OutputBytesMax"/> bytes.</param>
    public static void Xmd(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(domain.Length, 255);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, OutputBytesMax);
        Span<byte> domainPrime = stackalloc byte[domain.Length + 1];
        domain.CopyTo(domainPrime);
        domainPrime[^1] = (byte)domain.Length;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> zeroPad = stackalloc byte[BlockBytes];
        zeroPad.Clear();
        hash.AppendData(zeroPad);
        hash.AppendData(message);
        hash.AppendData([(byte)(output.Length >> 8), (byte)output.Length, 0]);
        hash.AppendData(domainPrime);
        Span<byte> first = stackalloc byte[HashBytes];
        hash.GetHashAndReset(first);

        Span<byte> block = stackalloc byte[HashBytes];
        block.Clear();
        for (var index = 1; output.Length > 0; index++)
        {
            for (var i = 0; i < HashBytes; i++)
            {
                block[i] ^= first[i];
            }

            hash.AppendData(block);
            hash.AppendData([(byte)index]);
            hash.AppendData(domainPrime);
            hash.GetHashAndReset(block);
            var taken = Math.Min(HashBytes, output.Length);
            block[..taken].CopyTo(output);
            output = output[taken..];
        }

        CryptographicOperations.ZeroMemory(first);
        CryptographicOperations.ZeroMemory(block);
    }
}
