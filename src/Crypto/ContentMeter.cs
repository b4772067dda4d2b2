using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>Counts, and hashes where asked, what a <see cref="ContentPump"/> reads and writes.</summary>
internal sealed class ContentMeter(bool hashInput, bool hashOutput) : IDisposable
{
    private const int InlineBytesMax = 65_552; // one chunk is hashed sooner than another thread takes it up

    private readonly IncrementalHash? input = hashInput ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly IncrementalHash? output = hashOutput ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    public long InputBytes { get; private set; }

    public long OutputBytes { get; private set; }

    /// <summary>Takes in one batch; the memory must stay as it is until the task ends, and so must the next call.</summary>
    public Task AddAsync(ReadOnlyMemory<byte> read, ReadOnlyMemory<byte> written)
    {
        InputBytes += read.Length;
        OutputBytes += written.Length;
        return Task.WhenAll(HashAsync(input, read), HashAsync(output, written));
    }

    public Bytes32 InputHash() => Finish(input);

    public Bytes32 OutputHash() => Finish(output);

    public void Dispose()
    {
        input?.Dispose();
        output?.Dispose();
    }

    private static Task HashAsync(IncrementalHash? hash, ReadOnlyMemory<byte> bytes)
    {
        if (hash is null)
        {
            return Task.CompletedTask;
        }

        if (bytes.Length > InlineBytesMax)
        {
            return Task.Run(() => hash.AppendData(bytes.Span));
        }

        hash.AppendData(bytes.Span);
        return Task.CompletedTask;
    }

    private static Bytes32 Finish(IncrementalHash? hash) => hash is null ? Bytes32.Zero : new Bytes32(hash.GetHashAndReset());
}
