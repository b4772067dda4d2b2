using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// The key that a passphrase gives under a salt (docs/spec/keystore.md): PBKDF2-HMAC-SHA256, then
/// Kdf("KEYSTORE", 48) = encryption key ‖ passphrase check. Kept, it rewrites a keystore without asking again.
/// </summary>
public sealed class KeystoreLock : IDisposable
{
    /// <summary>The fewest rounds that are accepted (crypto.md §3).</summary>
    public const int RoundsMin = 600_000;

    /// <summary>The most: a forged file must not hold its reader up for minutes.</summary>
    public const int RoundsMax = 20_000_000;

    internal const int SaltBytes = 16;
    internal const int CheckBytes = 16;

    private readonly byte[] derived = GC.AllocateArray<byte>(SealedBox.KeySize + CheckBytes, pinned: true);

    internal KeystoreLock(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, RoundsMin);
        Salt = salt.ToArray();
        Rounds = rounds;
        Span<byte> stretched = stackalloc byte[32];
        Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, stretched, rounds, HashAlgorithmName.SHA256);
        Transcript.Of(Labels.Keystore).Add(stretched).Expand(derived);
        CryptographicOperations.ZeroMemory(stretched);
    }

    internal byte[] Salt { get; }

    internal int Rounds { get; }

    internal ReadOnlySpan<byte> Key => derived.AsSpan(0, SealedBox.KeySize);

    internal ReadOnlySpan<byte> Check => derived.AsSpan(SealedBox.KeySize);

    /// <summary>A lock for a new keystore or a new passphrase, with a fresh salt. Takes about a tenth of a second.</summary>
    public static KeystoreLock New(ReadOnlySpan<byte> passphrase) => new(passphrase, RandomNumberGenerator.GetBytes(SaltBytes), RoundsMin);

    public void Dispose() => CryptographicOperations.ZeroMemory(derived);

    public override string ToString() => "Secret(32)";
}
