using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto;

/// <summary>
/// Sealing to a person or machine (crypto.md §3): HPKE base mode, info = HOSPITALCHAIN-V1-SEAL-‖purpose, output
/// enc (65) ‖ ciphertext ‖ tag (16). It hides and protects the content, but does not say who sealed: mail is signed too.
/// </summary>
public static class Sealing
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int OverheadBytes = Hpke.EncapsulationBytes + Hpke.TagBytes;

    public static byte[] Seal(SealingPublicKey to, string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        using var ephemeral = SealingKey.Generate();
        return Hpke.Aes256.Seal(to, ephemeral, Info(purpose), aad, plaintext);
    }

    /// <summary>False when the bytes were not sealed to this key for this purpose and aad, or were changed.</summary>
    public static bool TryOpen(
        SealingKey key, string purpose, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> aad, [NotNullWhen(true)] out byte[]? plaintext) =>
        Hpke.Aes256.TryOpen(key, Info(purpose), aad, sealedBytes, out plaintext);

    private static byte[] Info(string purpose) => Transcript.DomainSeparator(Labels.SealPrefix + purpose);
}
