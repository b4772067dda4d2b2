using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// Copies content block by block in constant memory and hashes it on the way: while one block is stored and hashed, each on its
/// own thread, the next is read.
/// </summary>
public static class HashedCopy
{
    /// <summary>Large enough that handing it over costs little, small enough for a core's cache.</summary>
    public const int BlockBytes = 512 * 1_024;

    /// <summary>
    /// Copies until <paramref name="source"/> ends: true; or <paramref name="store"/> refuses a block: false. What came before a
    /// failure of the source is stored and hashed, then the failure is thrown.
    /// </summary>
    /// <param name="source">Read to its end.</param>
    /// <param name="hash">Carries on from what it was given before. After a refusal, or a failure to store, it is of no use.</param>
    /// <param name="store">Takes the next block whole or not at all; the memory is its own until it ends.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<bool> RunAsync(
        Stream source, IncrementalHash hash, Func<ReadOnlyMemory<byte>, ValueTask<bool>> store, CancellationToken cancellation = default)
    {
        var (filling, stored) = (new byte[BlockBytes], new byte[BlockBytes]);
        var behind = Task.FromResult(true);
        while (true)
        {
            var (count, end) = await FillAsync(source, filling, cancellation).ConfigureAwait(false);
            if (!await behind.ConfigureAwait(false))
            {
                return false;
            }

            (filling, stored) = (stored, filling);
            var block = stored.AsMemory(0, count);
            behind = block.IsEmpty ? Task.FromResult(true) : Task.Run(() => TakeAsync(block, hash, store), CancellationToken.None);
            if (end is not null)
            {
                var whole = await behind.ConfigureAwait(false);
                end.Failure?.Throw();
                return whole;
            }
        }
    }

    private static async Task<bool> TakeAsync(ReadOnlyMemory<byte> block, IncrementalHash hash, Func<ReadOnlyMemory<byte>, ValueTask<bool>> store)
    {
        var hashing = Task.Run(() => hash.AppendData(block.Span));
        try
        {
            return await store(block).ConfigureAwait(false);
        }
        finally
        {
            await hashing.ConfigureAwait(false);
        }
    }

    /// <summary>A full block, or the last one and how the source ended.</summary>
    private static async Task<(int Count, End? End)> FillAsync(Stream source, byte[] block, CancellationToken cancellation)
    {
        var filled = 0;
        try
        {
            while (filled < block.Length)
            {
                var count = await source.ReadAsync(block.AsMemory(filled), cancellation).ConfigureAwait(false);
                if (count == 0)
                {
                    return (filled, new End(Failure: null));
                }

                filled += count;
            }

            return (filled, null);
        }
        catch (Exception failure)
        {
            return (filled, new End(ExceptionDispatchInfo.Capture(failure)));
        }
    }

    private sealed record End(ExceptionDispatchInfo? Failure);
}
