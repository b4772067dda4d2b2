using System.Security.Cryptography;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// What a P21 content holds (crypto.md §7): M ‖ the author's signature AUTHOR on SHA-256(M), the paper's Enc(K, M‖S), so
/// that a reader knows who wrote the document, whoever encrypted it.
/// </summary>
public static class AuthoredDocument
{
    private const int BufferBytes = 65_536;

    /// <summary>Copies a document and appends its author's signature.</summary>
    /// <param name="document">M, read to its end.</param>
    /// <param name="signed">Written, not closed: what is then encrypted.</param>
    /// <param name="author">The author's signing key.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between buffers.</param>
    public static async Task SignAsync(
        Stream document, Stream signed, SigningKey author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int read; (read = await document.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await signed.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        CryptographicOperations.ZeroMemory(buffer);
        var signature = author.Sign(SignedMessage.Author(chainId, new Bytes32(hash.GetHashAndReset())));
        await signed.WriteAsync(signature.ToArray(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a signed document without its signature, and gives that when it is the author's; else null.</summary>
    /// <remarks>The document is whole in <paramref name="document"/> before the answer is known: show it to nobody until then.</remarks>
    /// <param name="signed">Decrypted content, read to its end.</param>
    /// <param name="document">Written, not closed: M.</param>
    /// <param name="author">Whose signature it must be.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between buffers.</param>
    public static async Task<Signature64?> VerifyAsync(
        Stream signed, Stream document, Bytes32 author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes + Signature64.Size];
        var held = 0; // the last bytes may be the signature and wait for what follows
        for (int read; (read = await signed.ReadAsync(buffer.AsMemory(held), cancellation).ConfigureAwait(false)) > 0;)
        {
            var available = held + read;
            held = Math.Min(available, Signature64.Size);
            var passed = buffer.AsMemory(0, available - held);
            hash.AppendData(passed.Span);
            await document.WriteAsync(passed, cancellation).ConfigureAwait(false);
            buffer.AsSpan(available - held, held).CopyTo(buffer);
        }

        Signature64? signature = held == Signature64.Size ? new Signature64(buffer.AsSpan(0, held)) : null;
        CryptographicOperations.ZeroMemory(buffer);
        return signature is { } given && Bip340.Verify(author, SignedMessage.Author(chainId, new Bytes32(hash.GetHashAndReset())), given) ? given : null;
    }
}
