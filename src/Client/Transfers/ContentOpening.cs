using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Transfers;

/// <summary>
/// From a fetched ciphertext and m to the plaintext (crypto.md §4, §5): opened beside its target, compared with the hash
/// that its author put into m, and only then given its name.
/// </summary>
public static class ContentOpening
{
    /// <summary>Bytes of m = content key ‖ SHA-256 of the plaintext.</summary>
    public const int MessageBytes = 64;

    private const int KeyBytes = 32;

    /// <param name="sealedFile">Ciphertext whose hash was checked.</param>
    /// <param name="message">m, from a verified capsule.</param>
    /// <param name="target">Where no file may be.</param>
    /// <param name="cancellation">Stops it; nothing is left.</param>
    /// <returns>Size of the plaintext in bytes.</returns>
    public static async Task<long> OpenAsync(string sealedFile, ReadOnlyMemory<byte> message, string target, CancellationToken cancellation)
    {
        var partial = target + ".unverified";
        try
        {
            var opened = await OpenToAsync(sealedFile, message, partial, cancellation).ConfigureAwait(false);
            if (opened is not { } summary || !CryptographicOperations.FixedTimeEquals(summary.PlainHash.ToArray(), message.Span[KeyBytes..]))
            {
                throw new RefusedException(ClientRefusals.ContentUnreadable);
            }

            try
            {
                File.Move(partial, target, overwrite: false);
            }
            catch (IOException) when (File.Exists(target))
            {
                throw new RefusedException(ClientRefusals.FileExists.With(target));
            }

            return summary.PlainBytes;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<ContentSummary?> OpenToAsync(string sealedFile, ReadOnlyMemory<byte> message, string partial, CancellationToken cancellation)
    {
        await using var source = new FileStream(sealedFile, FileMode.Open, FileAccess.Read);
        File.Delete(partial);
        await using var plain = new FileStream(partial, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, // never into a file or link that somebody else put there
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return await ContentEncryption.OpenAsync(source, plain, message.Span[..KeyBytes], ContentHashes.Plaintext, cancellation).ConfigureAwait(false);
    }
}
