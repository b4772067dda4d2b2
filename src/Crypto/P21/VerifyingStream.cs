using System.Security.Cryptography;

namespace HospitalChain.Crypto.P21;

/// <summary>Takes M‖S, writes M on and keeps S, for <see cref="Finish"/> to judge: hashed while it is written, on another thread.</summary>
/// <param name="document">Written, not closed: M.</param>
/// <param name="author">Whose signature it must be.</param>
/// <param name="chainId">The chain of the document's record.</param>
internal sealed class VerifyingStream(Stream document, Bytes32 author, Bytes32 chainId) : PassingStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] tail = new byte[Signature64.Size]; // the last bytes may be the signature and wait for what follows
    private int held;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var passed = Math.Max(0, held + buffer.Length - tail.Length);
        var ofTail = Math.Min(held, passed);
        await PassAsync(tail.AsMemory(0, ofTail), cancellationToken).ConfigureAwait(false);
        await PassAsync(buffer[..(passed - ofTail)], cancellationToken).ConfigureAwait(false);
        tail.AsSpan(ofTail, held - ofTail).CopyTo(tail);
        held -= ofTail;
        var rest = buffer.Span[(passed - ofTail)..];
        rest.CopyTo(tail.AsSpan(held));
        held += rest.Length;
    }

    /// <summary>The signature, when it is the author's; else null.</summary>
    public Signature64? Finish()
    {
        var given = held == tail.Length ? new Signature64(tail) : (Signature64?)null;
        return given is { } signature && Bip340.Verify(author, SignedMessage.Author(chainId, new Bytes32(hash.GetHashAndReset())), signature) ? signature : null;
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(tail);
        hash.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var hashing = Task.Run(() => hash.AppendData(bytes.Span), CancellationToken.None);
        try
        {
            await document.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await hashing.ConfigureAwait(false);
        }
    }
}
