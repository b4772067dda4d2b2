using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace HospitalChain.Crypto;

/// <summary>
/// RFC 9180 base mode, one message per encapsulation: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-GCM. The product uses
/// <see cref="Aes256"/>; the RFC prints its P-256 vectors for <see cref="Aes128"/>. Base mode does not say who sealed.
/// </summary>
internal sealed class Hpke
{
    public const int EncapsulationBytes = SealingPublicKey.Size;
    public const int TagBytes = 16;

    public static readonly Hpke Aes256 = new(aead: 2, keyBytes: 32);
    public static readonly Hpke Aes128 = new(aead: 1, keyBytes: 16);

    private const int HashBytes = 32;
    private const int NonceBytes = 12;
    private static readonly byte[] KemSuite = [.. "KEM"u8, 0x00, 0x10];

    private readonly byte[] suite;
    private readonly int keyBytes;

    private Hpke(byte aead, int keyBytes)
    {
        suite = [.. "HPKE"u8, 0x00, 0x10, 0x00, 0x01, 0x00, aead];
        this.keyBytes = keyBytes;
    }

    /// <summary>enc ‖ ciphertext ‖ tag.</summary>
    public byte[] Seal(SealingPublicKey to, SealingKey ephemeral, ReadOnlySpan<byte> info, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext)
    {
        var output = new byte[EncapsulationBytes + plaintext.Length + TagBytes];
        ephemeral.PublicKey.Encoded.CopyTo(output);
        using var message = Schedule(ephemeral.Agree(to), ephemeral.PublicKey, to, info);
        var body = output.AsSpan(EncapsulationBytes);
        message.Aes.Encrypt(message.Nonce, plaintext, body[..plaintext.Length], body[plaintext.Length..], aad);
        return output;
    }

    public bool TryOpen(
        SealingKey key, ReadOnlySpan<byte> info, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        if (sealedBytes.Length < EncapsulationBytes + TagBytes
            || !SealingPublicKey.TryDecode(sealedBytes[..EncapsulationBytes], out var encapsulation))
        {
            return false;
        }

        using var message = Schedule(key.Agree(encapsulation), encapsulation, key.PublicKey, info);
        var body = sealedBytes[EncapsulationBytes..];
        var opened = new byte[body.Length - TagBytes];
        try
        {
            message.Aes.Decrypt(message.Nonce, body[..opened.Length], body[opened.Length..], opened, aad);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plaintext = opened;
        return true;
    }

    /// <summary>LabeledExtract of the KEM (§4).</summary>
    public static byte[] KemExtract(ReadOnlySpan<byte> salt, string label, ReadOnlySpan<byte> ikm) => Extract(KemSuite, salt, label, ikm);

    /// <summary>LabeledExpand of the KEM (§4).</summary>
    public static byte[] KemExpand(ReadOnlySpan<byte> prk, string label, ReadOnlySpan<byte> info, int length) =>
        Expand(KemSuite, prk, label, info, length);

    /// <summary>ExtractAndExpand (§4.1) and KeySchedule (§5.1), mode base; zeroes <paramref name="agreement"/>.</summary>
    private MessageKey Schedule(byte[] agreement, SealingPublicKey encapsulation, SealingPublicKey recipient, ReadOnlySpan<byte> info)
    {
        var extracted = KemExtract(default, "eae_prk", agreement);
        byte[] kemContext = [.. encapsulation.Encoded, .. recipient.Encoded];
        var shared = KemExpand(extracted, "shared_secret", kemContext, HashBytes);
        byte[] context = [0, .. Extract(suite, default, "psk_id_hash", default), .. Extract(suite, default, "info_hash", info)];
        var secret = Extract(suite, shared, "secret", default);
        var key = Expand(suite, secret, "key", context, keyBytes);
        var message = new MessageKey(new AesGcm(key, TagBytes), Expand(suite, secret, "base_nonce", context, NonceBytes));
        foreach (var spent in (ReadOnlySpan<byte[]>)[agreement, extracted, shared, secret, key])
        {
            CryptographicOperations.ZeroMemory(spent);
        }

        return message;
    }

    private static byte[] Extract(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> salt, string label, ReadOnlySpan<byte> ikm)
    {
        byte[] labeled = [.. "HPKE-v1"u8, .. suiteId, .. Encoding.ASCII.GetBytes(label), .. ikm];
        var prk = new byte[HashBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, prk);
        CryptographicOperations.ZeroMemory(labeled);
        return prk;
    }

    private static byte[] Expand(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> prk, string label, ReadOnlySpan<byte> info, int length)
    {
        Span<byte> size = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)length);
        byte[] labeled = [.. size, .. "HPKE-v1"u8, .. suiteId, .. Encoding.ASCII.GetBytes(label), .. info];
        var output = new byte[length];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, output, labeled);
        return output;
    }

    private sealed record MessageKey(AesGcm Aes, byte[] Nonce) : IDisposable
    {
        public void Dispose() => Aes.Dispose();
    }
}
