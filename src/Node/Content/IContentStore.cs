using HospitalChain.Crypto;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Content;

/// <summary>
/// Stores ciphertext under its SHA-256. An upload belongs to the key that began it and is named by the hash it
/// announces, so beginning it again resumes it.
/// </summary>
public interface IContentStore
{
    /// <summary>Announces content, or finds how far its upload is.</summary>
    Outcome<UploadStatus> Begin(Bytes32 owner, Bytes32 sha256, long sizeBytes);

    /// <summary>How far the owner's upload is.</summary>
    Outcome<UploadStatus> Status(Bytes32 owner, Bytes32 sha256);

    /// <summary>Adds what <paramref name="body"/> yields at <paramref name="offset"/>. What arrived before an interruption is kept.</summary>
    ValueTask<Outcome<UploadStatus>> AppendAsync(Bytes32 owner, Bytes32 sha256, long offset, Stream body, CancellationToken cancellation);

    /// <summary>
    /// Checks size and hash and makes the content durable. Content that fails is discarded. Of stored content only its
    /// uploader is told again that it is there: a receipt for another's content would let others have it erased.
    /// </summary>
    ValueTask<Outcome<UploadStatus>> FinishAsync(Bytes32 owner, Bytes32 sha256, CancellationToken cancellation);

    /// <summary>Size of stored content, or null.</summary>
    long? SizeOf(Bytes32 sha256);

    /// <summary>A seekable stream of stored content, or null.</summary>
    Stream? Open(Bytes32 sha256);

    /// <summary>SHA-256 of everything stored.</summary>
    IAsyncEnumerable<Bytes32> StoredAsync(CancellationToken cancellation);

    /// <summary>
    /// Destroys the content and every upload of it, whoever began it; gone from the disk when this returns, and never an
    /// error when nothing was there. An upload that a request is feeding goes when that request ends.
    /// </summary>
    ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation);

    /// <summary>Drops abandoned uploads and returns how many.</summary>
    int DropAbandoned();
}
