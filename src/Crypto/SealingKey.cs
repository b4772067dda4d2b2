using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>A P-256 key that opens what was sealed to it (crypto.md §3).</summary>
public sealed class SealingKey : IDisposable
{
    private static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    private readonly ECDiffieHellman pair;
    private readonly Lock gate = new(); // ECDiffieHellman promises nothing about concurrent calls

    private SealingKey(ECDiffieHellman pair)
    {
        this.pair = pair;
        PublicKey = SealingPublicKey.Of(pair);
    }

    public SealingPublicKey PublicKey { get; }

    /// <summary>RFC 9180 §7.1.3 DeriveKeyPair of DHKEM(P-256, HKDF-SHA256).</summary>
    /// <param name="ikm">At least 32 secret bytes.</param>
    /// <exception cref="ArgumentException">Less key material: a caller's bug.</exception>
    public static SealingKey DeriveFromIkm(ReadOnlySpan<byte> ikm)
    {
        if (ikm.Length < 32)
        {
            throw new ArgumentException("a sealing key needs 32 bytes of key material", nameof(ikm));
        }

        var prk = Hpke.KemExtract(default, "dkp_prk", ikm);
        try
        {
            for (var counter = 0; counter < 256; counter++)
            {
                var candidate = Hpke.KemExpand(prk, "candidate", [(byte)counter], 32);
                if (candidate.AsSpan().IndexOfAnyExcept((byte)0) >= 0 && candidate.AsSpan().SequenceCompareTo(Order) < 0)
                {
                    return Import(candidate);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(prk);
        }

        throw new CryptographicException("256 candidates were out of range, which chance does not do");
    }

    /// <summary>A fresh random key.</summary>
    public static SealingKey Generate()
    {
        Span<byte> ikm = stackalloc byte[32];
        RandomNumberGenerator.Fill(ikm);
        var key = DeriveFromIkm(ikm);
        CryptographicOperations.ZeroMemory(ikm);
        return key;
    }

    public void Dispose() => pair.Dispose();

    public override string ToString() => "Secret(32)";

    /// <summary>The x coordinate of the shared point, 32 bytes; the caller zeroes it.</summary>
    internal byte[] Agree(SealingPublicKey other)
    {
        using var theirs = other.Import();
        using var point = theirs.PublicKey;
        lock (gate)
        {
            return pair.DeriveRawSecretAgreement(point);
        }
    }

    /// <summary>Takes over and zeroes <paramref name="secret"/>.</summary>
    private static SealingKey Import(byte[] secret)
    {
        try
        {
            return new SealingKey(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
