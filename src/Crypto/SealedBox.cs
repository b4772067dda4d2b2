using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// AES-256-GCM with a random nonce: nonce (12) ‖ ciphertext ‖ tag (16) (crypto.md §3). For at most 2^32 boxes under one
/// key; content goes through <see cref="ContentEncryption"/> instead.
/// </summary>
public static class SealedBox
{
    public const int KeySize = 32;

    /// <summary>Bytes that a box adds.</summary>
    public const int OverheadBytes = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <exception cref="CryptographicException">A key of another size than <see cref="KeySize"/>.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        using var aes = Cipher(key);
        var box = new byte[OverheadBytes + plaintext.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var body = box.AsSpan(NonceBytes);
        aes.Encrypt(nonce, plaintext, body[..plaintext.Length], body[plaintext.Length..], aad);
        return box;
    }

    /// <summary>False when the box was not sealed under this key with this aad, or was changed.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> aad, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        if (box.Length < OverheadBytes)
        {
            return false;
        }

        using var aes = Cipher(key);
        var opened = new byte[box.Length - OverheadBytes];
        try
        {
            aes.Decrypt(box[..NonceBytes], box.Slice(NonceBytes, opened.Length), box[^TagBytes..], opened, aad);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plaintext = opened;
        return true;
    }

    private static AesGcm Cipher(ReadOnlySpan<byte> key) => key.Length == KeySize
        ? new AesGcm(key, TagBytes)
        : throw new CryptographicException($"a box's key has {KeySize} bytes");
}
