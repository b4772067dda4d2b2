using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Fellows;

/// <summary>
/// The messages of one direction of a session (crypto.md §9): AES-256-GCM under Kdf("SESSION-MSG", 32; session key, "A" or
/// "B"), nonce = the message's number in 12 bytes. A number must never seal two different texts: whoever calls makes number
/// and ciphertext durable together before either leaves.
/// </summary>
public static class FellowMessages
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int TagBytes = 16;

    private const int NonceBytes = 12;

    /// <summary>Seals message <paramref name="number"/> of the side that asked, or was asked.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> sessionKey, bool fromAsker, ulong number, ReadOnlySpan<byte> plaintext)
    {
        using var aes = Cipher(sessionKey, fromAsker);
        var box = new byte[plaintext.Length + TagBytes];
        aes.Encrypt(Nonce(number), plaintext, box.AsSpan(0, plaintext.Length), box.AsSpan(plaintext.Length));
        return box;
    }

    /// <summary>False unless it is that side's message with that number, unchanged.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> sessionKey, bool fromAsker, ulong number, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        if (box.Length < TagBytes)
        {
            return false;
        }

        using var aes = Cipher(sessionKey, fromAsker);
        var opened = new byte[box.Length - TagBytes];
        try
        {
            aes.Decrypt(Nonce(number), box[..opened.Length], box[opened.Length..], opened);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plaintext = opened;
        return true;
    }

    /// <summary>The key of a direction; the caller zeroes it.</summary>
    public static byte[] Key(ReadOnlySpan<byte> sessionKey, bool fromAsker)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sessionKey.Length, FellowSecrets.KeySize);
        return Transcript.Of(Labels.SessionMessage).Add(sessionKey).Add(fromAsker ? "A" : "B").Expand(FellowSecrets.KeySize);
    }

    private static AesGcm Cipher(ReadOnlySpan<byte> sessionKey, bool fromAsker)
    {
        var key = Key(sessionKey, fromAsker);
        var aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    private static byte[] Nonce(ulong number)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(NonceBytes - sizeof(ulong)), number);
        return nonce;
    }
}
