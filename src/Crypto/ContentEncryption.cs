using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// Content of any size in constant memory (crypto.md §4): 65,536-byte chunks under <see cref="ContentCipher"/>, so that
/// truncation, reordering, duplication and extension are detected and no plaintext of an unverified chunk is released.
/// A content key is for one content, sealed once: a resumed upload resends the stored ciphertext.
/// </summary>
public static class ContentEncryption
{
    private const int SealedChunkBytes = ContentCipher.ChunkBytes + ContentCipher.TagBytes;

    /// <summary>A fresh content key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(ContentCipher.KeySize);

    /// <summary>Size of the ciphertext of <paramref name="plainBytes"/> bytes.</summary>
    public static long SealedSize(long plainBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plainBytes);
        var chunks = plainBytes == 0 ? 1 : 1 + ((plainBytes - 1) / ContentCipher.ChunkBytes);
        return checked(plainBytes + (chunks * ContentCipher.TagBytes));
    }

    /// <summary>Size of the plaintext of a ciphertext; false for a size that no ciphertext has.</summary>
    public static bool TryPlainSize(long sealedBytes, out long plainBytes)
    {
        var chunks = sealedBytes <= 0 ? 0 : 1 + ((sealedBytes - 1) / SealedChunkBytes);
        plainBytes = sealedBytes - (chunks * ContentCipher.TagBytes);
        return chunks > 0 && plainBytes >= 0 && SealedSize(plainBytes) == sealedBytes;
    }

    /// <summary>Seals <paramref name="plain"/> to its end.</summary>
    /// <param name="plain">Read to its end.</param>
    /// <param name="sealedContent">Written, not closed.</param>
    /// <param name="key">32 bytes, for this content alone; copied before this returns.</param>
    /// <param name="hashes">What to hash on the way, on other threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Task<ContentSummary> SealAsync(
        Stream plain, Stream sealedContent, ReadOnlySpan<byte> key, ContentHashes hashes = ContentHashes.Both, CancellationToken cancellation = default)
    {
        var cipher = new ContentCipher(key);
        return SealAsync(plain, sealedContent, cipher, hashes, cancellation);
    }

    /// <summary>Opens <paramref name="sealedContent"/> to its end; null when it is not, whole and unchanged, what was sealed under this key.</summary>
    /// <remarks>
    /// Each chunk is verified before it is written, but only a result other than null says that the content is whole:
    /// write to a place nobody reads yet. The caller compares <see cref="ContentSummary.PlainHash"/> with the capsule's.
    /// </remarks>
    /// <param name="sealedContent">Read to its end.</param>
    /// <param name="plain">Written, not closed.</param>
    /// <param name="key">32 bytes; copied before this returns.</param>
    /// <param name="hashes">What to hash on the way, on other threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Task<ContentSummary?> OpenAsync(
        Stream sealedContent, Stream plain, ReadOnlySpan<byte> key, ContentHashes hashes = ContentHashes.Both, CancellationToken cancellation = default)
    {
        var cipher = new ContentCipher(key);
        return OpenAsync(sealedContent, plain, cipher, hashes, cancellation);
    }

    /// <summary>Seals content that is in memory.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key)
    {
        var sealedContent = new byte[SealedSize(plain.Length)];
        Seal(plain, sealedContent, key);
        return sealedContent;
    }

    /// <summary>Seals content that is in memory into the first <see cref="SealedSize"/> bytes of <paramref name="sealedContent"/>.</summary>
    /// <exception cref="ArgumentException">Too little room.</exception>
    public static void Seal(ReadOnlySpan<byte> plain, Span<byte> sealedContent, ReadOnlySpan<byte> key)
    {
        if (sealedContent.Length < SealedSize(plain.Length))
        {
            throw new ArgumentException("too little room for the ciphertext", nameof(sealedContent));
        }

        using var cipher = new ContentCipher(key);
        SealBatch(cipher, 0, plain, sealedContent, isEnd: true);
    }

    /// <summary>Opens content that is in memory; false as <see cref="OpenAsync(Stream, Stream, ReadOnlySpan{byte}, ContentHashes, CancellationToken)"/>.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> sealedContent, ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        var opened = TryPlainSize(sealedContent.Length, out var size) ? new byte[size] : null;
        plain = opened is not null && TryOpen(sealedContent, opened, key) ? opened : null;
        return plain is not null;
    }

    /// <summary>Opens content that is in memory into <paramref name="plain"/>; leaves zeros there when it is refused.</summary>
    /// <exception cref="ArgumentException">Too little room.</exception>
    public static bool TryOpen(ReadOnlySpan<byte> sealedContent, Span<byte> plain, ReadOnlySpan<byte> key)
    {
        if (!TryPlainSize(sealedContent.Length, out var size))
        {
            return false;
        }

        if (plain.Length < size)
        {
            throw new ArgumentException("too little room for the plaintext", nameof(plain));
        }

        using var cipher = new ContentCipher(key);
        if (TryOpenBatch(cipher, 0, sealedContent, plain, isEnd: true, out _))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(plain[..(int)size]);
        return false;
    }

    private static async Task<ContentSummary> SealAsync(
        Stream plain, Stream sealedContent, ContentCipher cipher, ContentHashes hashes, CancellationToken cancellation)
    {
        using (cipher)
        {
            using var pump = new ContentPump(plain, sealedContent, ContentCipher.ChunkBytes, SealedChunkBytes);
            using var meter = new ContentMeter(
                hashes.HasFlag(ContentHashes.Plaintext), hashes.HasFlag(ContentHashes.Sealed));
            await pump.RunAsync(
                (index, input, output, isEnd) => SealBatch(cipher, index, input, output, isEnd), meter, cancellation).ConfigureAwait(false);
            return new ContentSummary(meter.InputBytes, meter.OutputBytes, meter.InputHash(), meter.OutputHash());
        }
    }

    private static async Task<ContentSummary?> OpenAsync(
        Stream sealedContent, Stream plain, ContentCipher cipher, ContentHashes hashes, CancellationToken cancellation)
    {
        using (cipher)
        {
            using var pump = new ContentPump(sealedContent, plain, SealedChunkBytes, ContentCipher.ChunkBytes);
            using var meter = new ContentMeter(
                hashes.HasFlag(ContentHashes.Sealed), hashes.HasFlag(ContentHashes.Plaintext));
            var whole = await pump.RunAsync(
                (index, input, output, isEnd) => TryOpenBatch(cipher, index, input, output, isEnd, out var written) ? written : null,
                meter,
                cancellation).ConfigureAwait(false);
            return whole ? new ContentSummary(meter.OutputBytes, meter.InputBytes, meter.OutputHash(), meter.InputHash()) : null;
        }
    }

    /// <summary>Seals whole chunks, and at the end of the content the last one, however short.</summary>
    private static int? SealBatch(ContentCipher cipher, ulong index, ReadOnlySpan<byte> plain, Span<byte> sealedBatch, bool isEnd)
    {
        var written = 0;
        do
        {
            var size = Math.Min(plain.Length, ContentCipher.ChunkBytes);
            cipher.SealChunk(index++, isEnd && size == plain.Length, plain[..size], sealedBatch[written..]);
            written += size + ContentCipher.TagBytes;
            plain = plain[size..];
        }
        while (plain.Length > 0);

        return written;
    }

    private static bool TryOpenBatch(
        ContentCipher cipher, ulong index, ReadOnlySpan<byte> sealedBatch, Span<byte> plain, bool isEnd, [NotNullWhen(true)] out int? written)
    {
        written = null;
        var opened = 0;
        do
        {
            var size = Math.Min(sealedBatch.Length, SealedChunkBytes);
            if (!cipher.TryOpenChunk(index++, isEnd && size == sealedBatch.Length, sealedBatch[..size], plain[opened..]))
            {
                return false;
            }

            opened += size - ContentCipher.TagBytes;
            sealedBatch = sealedBatch[size..];
        }
        while (sealedBatch.Length > 0);

        written = opened;
        return true;
    }
}
