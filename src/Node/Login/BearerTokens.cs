using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Login;

/// <summary>
/// Short-lived tokens the node keeps no list of: chain id, key and expiry under a MAC, made for one purpose with a secret that
/// lives as long as the process. A restart ends them all.
/// </summary>
public sealed class BearerTokens(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int ExpiryOffset = 2 * Bytes32.Size;
    private const int MacOffset = ExpiryOffset + 8;
    private const int Size = MacOffset + HMACSHA256.HashSizeInBytes;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    public (string Token, DateTimeOffset Expiry) Issue(Bytes32 chainId, Bytes32 key, TokenPurpose purpose = TokenPurpose.Api)
    {
        var expiry = DateTimeOffset.FromUnixTimeMilliseconds((time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        Span<byte> token = stackalloc byte[Size];
        chainId.CopyTo(token);
        key.CopyTo(token[Bytes32.Size..]);
        BinaryPrimitives.WriteInt64BigEndian(token[ExpiryOffset..], expiry.ToUnixTimeMilliseconds());
        MacOf(token[..MacOffset], purpose, token[MacOffset..]);
        return (Base64Url.EncodeToString(token), expiry);
    }

    /// <summary>Reads a token of this process and purpose that has not expired.</summary>
    public bool TryRead(string text, TokenPurpose purpose, out Bytes32 chainId, out Bytes32 key)
    {
        chainId = key = default;
        Span<byte> token = stackalloc byte[Size];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (text.Length != Base64Url.GetEncodedLength(Size) || Base64Url.DecodeFromChars(text, token, out _, out var written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        MacOf(token[..MacOffset], purpose, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token[MacOffset..])
            || BinaryPrimitives.ReadInt64BigEndian(token[ExpiryOffset..]) <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return false;
        }

        chainId = new Bytes32(token[..Bytes32.Size]);
        key = new Bytes32(token[Bytes32.Size..ExpiryOffset]);
        return true;
    }

    private void MacOf(ReadOnlySpan<byte> named, TokenPurpose purpose, Span<byte> mac)
    {
        Span<byte> message = stackalloc byte[MacOffset + 1];
        named.CopyTo(message);
        message[MacOffset] = (byte)purpose;
        HMACSHA256.HashData(secret, message, mac);
    }
}
