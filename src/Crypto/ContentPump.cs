using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// Streams content through a transformation in batches of chunks, in constant memory: while one batch is transformed,
/// the next is read and the one before is written and hashed, each on its own thread. One byte is read ahead, since a
/// chunk must know that it is the last.
/// </summary>
internal sealed class ContentPump(Stream source, Stream target, int inputChunkBytes, int outputChunkBytes) : IDisposable
{
    private const int ChunksPerBatch = 4; // its input and output stay in a core's cache

    private readonly Slot?[] slots = new Slot?[3]; // one read, one transformed, one written

    /// <summary>Transforms one batch and returns the bytes it wrote, or null when the input is refused.</summary>
    /// <param name="firstChunk">Index of the batch's first chunk.</param>
    /// <param name="input">Whole chunks, but for the last of the content.</param>
    /// <param name="output">Room for the transformed chunks.</param>
    /// <param name="isEnd">True for the batch that ends the content.</param>
    public delegate int? Transformation(ulong firstChunk, ReadOnlySpan<byte> input, Span<byte> output, bool isEnd);

    private int BatchBytes => ChunksPerBatch * inputChunkBytes;

    /// <summary>True when everything was transformed and written; false when a batch was refused, which is then not written.</summary>
    public async Task<bool> RunAsync(Transformation transform, ContentMeter meter, CancellationToken cancellation)
    {
        var behind = Task.CompletedTask;
        var ahead = ReadAsync(SlotOf(0), carry: null, cancellation);
        try
        {
            for (ulong batch = 0; ; batch++)
            {
                var slot = SlotOf(batch);
                var read = await ahead.ConfigureAwait(false);
                var isEnd = read <= BatchBytes;
                if (!isEnd)
                {
                    var (next, carry) = (SlotOf(batch + 1), slot.Input[BatchBytes]);
                    ahead = Task.Run(() => ReadAsync(next, carry, cancellation), CancellationToken.None);
                }

                var size = Math.Min(read, BatchBytes);
                var written = transform(batch * ChunksPerBatch, slot.Input.AsSpan(0, size), slot.Output, isEnd);
                await behind.ConfigureAwait(false);
                if (written is null)
                {
                    return false;
                }

                behind = FinishAsync(slot, size, written.Value, meter, isEnd, cancellation);
                if (isEnd)
                {
                    return true;
                }
            }
        }
        finally
        {
            await Task.WhenAll(ahead, behind).ConfigureAwait(false); // the slots are in use until both have ended
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot?.Clear();
        }
    }

    private Slot SlotOf(ulong batch) =>
        slots[batch % (ulong)slots.Length] ??= new Slot(BatchBytes + 1, ChunksPerBatch * outputChunkBytes);

    /// <summary>Fills the slot: a batch and one byte, or less at the end.</summary>
    private async Task<int> ReadAsync(Slot slot, byte? carry, CancellationToken cancellation)
    {
        slot.Input[0] = carry ?? 0;
        var carried = carry.HasValue ? 1 : 0;
        return carried + await source.ReadAtLeastAsync(
            slot.Input.AsMemory(carried), slot.Input.Length - carried, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
    }

    private async Task FinishAsync(Slot slot, int read, int written, ContentMeter meter, bool isEnd, CancellationToken cancellation)
    {
        var metered = meter.AddAsync(slot.Input.AsMemory(0, read), slot.Output.AsMemory(0, written));
        try
        {
            var output = slot.Output.AsMemory(0, written);
            await (isEnd
                ? target.WriteAsync(output, cancellation).AsTask()
                : Task.Run(() => target.WriteAsync(output, cancellation).AsTask(), CancellationToken.None)).ConfigureAwait(false);
        }
        finally
        {
            await metered.ConfigureAwait(false);
        }
    }

    private sealed class Slot(int inputBytes, int outputBytes)
    {
        public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(inputBytes);

        public byte[] Output { get; } = GC.AllocateUninitializedArray<byte>(outputBytes);

        public void Clear()
        {
            CryptographicOperations.ZeroMemory(Input);
            CryptographicOperations.ZeroMemory(Output);
        }
    }
}
