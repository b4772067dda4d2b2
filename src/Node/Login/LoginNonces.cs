using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Login;

/// <summary>
/// Single-use challenges that cost no memory until they are used: a nonce carries its own time and proof of origin, and
/// only a nonce under a valid signature of a known key is remembered, until it would expire anyway.
/// </summary>
public sealed class LoginNonces(TimeProvider time)
{
    /// <summary>How long a challenge can be answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>Answered challenges remembered at once; above, logins wait for older ones to expire.</summary>
    public const int UsedMax = 100_000;

    private const int ProofOffset = 16;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<Bytes32, long> used = new();

    public Bytes32 Issue()
    {
        Span<byte> nonce = stackalloc byte[Bytes32.Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, Now() + (long)Lifetime.TotalMilliseconds);
        RandomNumberGenerator.Fill(nonce[8..ProofOffset]);
        Prove(nonce[..ProofOffset], nonce[ProofOffset..]);
        return new Bytes32(nonce);
    }

    /// <summary>Issued by this node since it started, and not too long ago.</summary>
    public bool IsFresh(Bytes32 nonce)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        Span<byte> proof = stackalloc byte[Bytes32.Size - ProofOffset];
        nonce.CopyTo(bytes);
        Prove(bytes[..ProofOffset], proof);
        return CryptographicOperations.FixedTimeEquals(proof, bytes[ProofOffset..]) && ExpiryOf(bytes) > Now();
    }

    /// <summary>True the first time only.</summary>
    public bool TryUse(Bytes32 nonce)
    {
        if (used.Count >= UsedMax)
        {
            ForgetExpired();
        }

        return used.Count < UsedMax && used.TryAdd(nonce, ExpiryOf(nonce.ToArray()));
    }

    private void ForgetExpired()
    {
        var now = Now();
        foreach (var (nonce, expiry) in used)
        {
            if (expiry <= now)
            {
                used.TryRemove(nonce, out _);
            }
        }
    }

    private void Prove(ReadOnlySpan<byte> head, Span<byte> proof)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, head, mac);
        mac[..proof.Length].CopyTo(proof);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long ExpiryOf(ReadOnlySpan<byte> nonce) => BinaryPrimitives.ReadInt64BigEndian(nonce);
}
