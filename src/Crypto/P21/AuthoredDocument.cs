namespace HospitalChain.Crypto.P21;

/// <summary>
/// What a P21 content holds (crypto.md §7): M ‖ the author's signature AUTHOR on SHA-256(M), the paper's Enc(K, M‖S), so
/// that a reader knows who wrote the document, whoever encrypted it.
/// </summary>
public static class AuthoredDocument
{
    /// <summary>Seals a document with its author's signature (crypto.md §4), in one pass.</summary>
    /// <param name="document">M, read to its end.</param>
    /// <param name="sealedContent">Written, not closed.</param>
    /// <param name="key">K, 32 bytes, for this content alone.</param>
    /// <param name="author">The author's signing key.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static async Task<ContentSummary> SealAsync(
        Stream document, Stream sealedContent, ReadOnlyMemory<byte> key, SigningKey author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var signed = new SigningStream(document, hash => author.Sign(SignedMessage.Author(chainId, hash)));
        return await ContentEncryption.SealAsync(signed, sealedContent, key.Span, ContentHashes.Sealed, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens a signed document without its signature, and gives its size and that when content and signature are whole and right; else null.</summary>
    /// <remarks>The document is whole in <paramref name="document"/> before the answer is known: show it to nobody until then.</remarks>
    /// <param name="sealedContent">Read to its end.</param>
    /// <param name="document">Written, not closed: M.</param>
    /// <param name="key">K, 32 bytes.</param>
    /// <param name="author">Whose signature it must be.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static async Task<(long Bytes, Signature64 Author)?> OpenAsync(
        Stream sealedContent, Stream document, ReadOnlyMemory<byte> key, Bytes32 author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var signed = new VerifyingStream(document, author, chainId);
        var opened = await ContentEncryption.OpenAsync(sealedContent, signed, key.Span, ContentHashes.None, cancellation).ConfigureAwait(false);
        return opened is { } whole && signed.Finish() is { } signature ? (whole.PlainBytes - Signature64.Size, signature) : null;
    }

    /// <summary>SHA-256 of what M‖S seals to under K: sealing has no randomness of its own, so this is the stored content's if M, S and K are.</summary>
    public static async Task<Bytes32> SealedHashAsync(Stream document, ReadOnlyMemory<byte> key, Signature64 author, CancellationToken cancellation = default)
    {
        using var signed = new SigningStream(document, _ => author);
        return (await ContentEncryption.SealAsync(signed, Stream.Null, key.Span, ContentHashes.Sealed, cancellation).ConfigureAwait(false)).SealedHash;
    }

    /// <summary>Copies a document and appends its author's signature.</summary>
    /// <param name="document">M, read to its end.</param>
    /// <param name="signed">Written, not closed: what is then encrypted.</param>
    /// <param name="author">The author's signing key.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between buffers.</param>
    public static async Task SignAsync(
        Stream document, Stream signed, SigningKey author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var signing = new SigningStream(document, hash => author.Sign(SignedMessage.Author(chainId, hash)));
        await signing.CopyToAsync(signed, cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a signed document without its signature, and gives that when it is the author's; else null.</summary>
    /// <remarks>As <see cref="OpenAsync"/>.</remarks>
    /// <param name="signed">Decrypted content, read to its end.</param>
    /// <param name="document">Written, not closed: M.</param>
    /// <param name="author">Whose signature it must be.</param>
    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="cancellation">Stops between buffers.</param>
    public static async Task<Signature64?> VerifyAsync(
        Stream signed, Stream document, Bytes32 author, Bytes32 chainId, CancellationToken cancellation = default)
    {
        using var verifying = new VerifyingStream(document, author, chainId);
        await signed.CopyToAsync(verifying, cancellation).ConfigureAwait(false);
        return verifying.Finish();
    }
}
