using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// One content's chunks under its key (crypto.md §4): AES-256-GCM, nonce = 11-byte chunk counter ‖ 1 on the last chunk,
/// else 0. Whoever calls must never seal two different contents under one key: the nonces would repeat.
/// Not for concurrent use.
/// </summary>
public sealed class ContentCipher : IDisposable
{
    public const int KeySize = 32;

    /// <summary>Plaintext bytes of every chunk but the last.</summary>
    public const int ChunkBytes = 65_536;

    public const int TagBytes = 16;

    private const int NonceBytes = 12;

    private readonly AesGcm aes;
    private readonly byte[] nonce = new byte[NonceBytes];

    /// <param name="key">32 bytes, made for this content alone.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public ContentCipher(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"a content key has {KeySize} bytes", nameof(key));
        }

        aes = new AesGcm(key, TagBytes);
    }

    /// <summary>Writes ciphertext ‖ tag, <see cref="TagBytes"/> more than the plaintext.</summary>
    public void SealChunk(ulong index, bool last, ReadOnlySpan<byte> plaintext, Span<byte> sealedChunk) =>
        aes.Encrypt(Nonce(index, last), plaintext, sealedChunk[..plaintext.Length], sealedChunk.Slice(plaintext.Length, TagBytes));

    /// <summary>False, with nothing in <paramref name="plaintext"/>, unless this is the chunk that was sealed at this place.</summary>
    public bool TryOpenChunk(ulong index, bool last, ReadOnlySpan<byte> sealedChunk, Span<byte> plaintext)
    {
        var size = sealedChunk.Length - TagBytes;
        if (size is < 0 or > ChunkBytes || (size == 0 && index > 0) || (size < ChunkBytes && !last))
        {
            return false;
        }

        try
        {
            aes.Decrypt(Nonce(index, last), sealedChunk[..size], sealedChunk[size..], plaintext[..size]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false; // AesGcm has cleared the plaintext
        }
    }

    public void Dispose() => aes.Dispose();

    private byte[] Nonce(ulong index, bool last)
    {
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(3), index);
        nonce[NonceBytes - 1] = last ? (byte)1 : (byte)0;
        return nonce;
    }
}
