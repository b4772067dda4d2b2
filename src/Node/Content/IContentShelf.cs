using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>
/// Where content stands under its hash once it was checked: a folder, or an S3-compatible service. What stands there is
/// whole. Thread-safe.
/// </summary>
/// <exception cref="ShelfException">Of every call: the shelf cannot be reached, or does not keep what it is given.</exception>
public interface IContentShelf
{
    /// <summary>Size of what stands under the hash, or null.</summary>
    ValueTask<long?> SizeOfAsync(Bytes32 sha256, CancellationToken cancellation);

    /// <summary>A seekable stream of what stands under the hash, or null.</summary>
    ValueTask<Stream?> OpenAsync(Bytes32 sha256, CancellationToken cancellation);

    /// <summary>Everything that stands here.</summary>
    IAsyncEnumerable<StoredContent> ListAsync(CancellationToken cancellation);

    /// <summary>Takes a file whose hash was checked, and may take it away; durable under its hash when this returns. Called again after a stop, it goes on.</summary>
    ValueTask PutAsync(string path, Bytes32 sha256, long sizeBytes, CancellationToken cancellation);

    /// <summary>Forgets what a <see cref="PutAsync"/> that did not end left behind.</summary>
    ValueTask AbandonAsync(string path, Bytes32 sha256, CancellationToken cancellation);

    /// <summary>Destroys what stands under the hash; gone when this returns, and no error when nothing was there.</summary>
    ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation);
}
