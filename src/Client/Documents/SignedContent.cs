using System.IO.Pipelines;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Client.Documents;

/// <summary>
/// Content of a document (crypto.md §7): STREAM of M‖S, signed and sealed, or opened and verified, in one pass and in
/// constant memory.
/// </summary>
internal static class SignedContent
{
    private static readonly PipeOptions Window = new(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false);

    /// <summary>Appends the author's signature and seals.</summary>
    public static async Task<ContentSummary> SealAsync(
        Stream plain, Stream sealedContent, byte[] key, SigningKey author, Bytes32 chainId, CancellationToken cancellation)
    {
        var pipe = new Pipe(Window);
        var signing = WriteAsync(pipe.Writer, signed => AuthoredDocument.SignAsync(plain, signed, author, chainId, cancellation));
        var sealing = ReadAsync(pipe.Reader, signed => ContentEncryption.SealAsync(signed, sealedContent, key, ContentHashes.Sealed, cancellation));
        await Task.WhenAll(signing, sealing).ConfigureAwait(false);
        return await sealing.ConfigureAwait(false);
    }

    /// <summary>Opens into <paramref name="plain"/>, which nobody may read yet; the size of M and its author's signature, or null unless content and signature are whole and right.</summary>
    public static async Task<(long PlainBytes, Signature64 Author)?> OpenAsync(
        Stream sealedContent, Stream plain, byte[] key, Bytes32 author, Bytes32 chainId, CancellationToken cancellation)
    {
        var pipe = new Pipe(Window);
        ContentSummary? summary = null;
        var opening = WriteAsync(pipe.Writer, async signed =>
            summary = await ContentEncryption.OpenAsync(sealedContent, signed, key, ContentHashes.None, cancellation).ConfigureAwait(false));
        var verifying = ReadAsync(pipe.Reader, signed => AuthoredDocument.VerifyAsync(signed, plain, author, chainId, cancellation));
        await Task.WhenAll(opening, verifying).ConfigureAwait(false);
        return await verifying.ConfigureAwait(false) is { } signature && summary is { } whole ? (whole.PlainBytes - Signature64.Size, signature) : null;
    }

    /// <summary>SHA-256 of what M‖S seals to under K: sealing has no randomness of its own, so this is the stored content's if M, S and K are.</summary>
    public static async Task<Bytes32> SealedHashAsync(Stream plain, byte[] key, Signature64 author, CancellationToken cancellation)
    {
        var pipe = new Pipe(Window);
        var signing = WriteAsync(pipe.Writer, async signed =>
        {
            await plain.CopyToAsync(signed, cancellation).ConfigureAwait(false);
            await signed.WriteAsync(author.ToArray(), cancellation).ConfigureAwait(false);
        });
        var sealing = ReadAsync(pipe.Reader, signed => ContentEncryption.SealAsync(signed, Stream.Null, key, ContentHashes.Sealed, cancellation));
        await Task.WhenAll(signing, sealing).ConfigureAwait(false);
        return (await sealing.ConfigureAwait(false)).SealedHash;
    }

    /// <summary>The reader learns of a failure, so it never takes a part for the whole.</summary>
    private static async Task WriteAsync(PipeWriter writer, Func<Stream, Task> write)
    {
        Exception? failure = null;
        try
        {
            var stream = writer.AsStream(leaveOpen: true);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            await writer.CompleteAsync(failure).ConfigureAwait(false);
        }
    }

    /// <summary>A reader that gives up lets its writer run to the end.</summary>
    private static async Task<T> ReadAsync<T>(PipeReader reader, Func<Stream, Task<T>> read)
    {
        var stream = reader.AsStream();
        await using (stream.ConfigureAwait(false))
        {
            return await read(stream).ConfigureAwait(false);
        }
    }
}
