using System.Security.Cryptography;

namespace HospitalChain.Crypto.P21;

/// <summary>Reads a document and, where it ends, its author's signature: M‖S, hashed while it passes, in no other buffer than the reader's.</summary>
/// <param name="document">M, read to its end; stays the caller's.</param>
/// <param name="sign">The signature for SHA-256(M).</param>
internal sealed class SigningStream(Stream document, Func<Bytes32, Signature64> sign) : PassingStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte>? signature;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (signature is null && await document.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            hash.AppendData(buffer.Span[..read]);
            return read;
        }

        var left = signature ?? sign(new Bytes32(hash.GetHashAndReset())).ToArray();
        var size = Math.Min(left.Length, buffer.Length);
        left[..size].CopyTo(buffer);
        signature = left[size..];
        return size;
    }

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
