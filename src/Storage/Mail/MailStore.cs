using System.Buffers.Binary;
using HospitalChain.Crypto;
using HospitalChain.Storage.Committing;

namespace HospitalChain.Storage.Mail;

/// <summary>Sealed letters by recipient until they are fetched or expire (chain.md §7). Thread-safe.</summary>
public sealed class MailStore : IDisposable
{
    internal const int KeyBytes = Bytes32.Size + sizeof(ulong);
    private readonly StoreEngine engine;
    private readonly GroupCommitter committer;

    /// <summary>One post at a time: caps are checked and letters numbered in the order in which they can be seen.</summary>
    private readonly SemaphoreSlim posting = new(1, 1);
    private ulong newest;

    /// <param name="engine">Where letters are kept.</param>
    /// <param name="committer">Whose syncs posts share with others.</param>
    public MailStore(StoreEngine engine, GroupCommitter committer)
    {
        this.engine = engine;
        this.committer = committer;
        newest = engine.Get(Table.Meta, SequenceKey) is { } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
    }

    internal static ReadOnlySpan<byte> SequenceKey => "mail-sequence"u8;

    /// <summary>Done when the letter is on the disk.</summary>
    /// <returns>Its sequence, or null when the box is full.</returns>
    public async Task<ulong?> PostAsync(
        Bytes32 recipient, ReadOnlyMemory<byte> letter, ulong expiryMillis, BoxLimit limit, CancellationToken cancellation = default)
    {
        await posting.WaitAsync(cancellation);
        try
        {
            var (letters, bytes) = Size(recipient);
            if (letters >= limit.LettersMax || bytes + letter.Length > limit.BytesMax)
            {
                return null;
            }

            var sequence = newest + 1;
            var stored = new byte[sizeof(ulong) + letter.Length];
            BinaryPrimitives.WriteUInt64BigEndian(stored, expiryMillis);
            letter.Span.CopyTo(stored.AsSpan(sizeof(ulong)));
            var batch = new StoreBatch();
            batch.Put(Table.Mail, Key(recipient, sequence), stored);
            batch.Put(Table.MailExpiry, ExpiryKey(expiryMillis, recipient, sequence), default);
            batch.Put(Table.Meta, SequenceKey, Number(sequence));
            newest = sequence; // also when the commit fails: a number is never given twice
            await committer.CommitAsync(batch, CancellationToken.None);
            return sequence;
        }
        finally
        {
            posting.Release();
        }
    }

    /// <summary>Letters that have not expired, after <paramref name="afterSequence"/>, in order.</summary>
    public IReadOnlyList<StoredLetter> Read(Bytes32 recipient, ulong afterSequence, int lettersMax, ulong nowMillis) =>
    [
        .. engine.ScanRange(Table.Mail, Key(recipient, checked(afterSequence + 1)), StoreKeys.After(recipient.ToArray()))
            .Select(Letter)
            .Where(letter => letter.ExpiryMillis > nowMillis)
            .Take(lettersMax),
    ];

    /// <summary>Removes a letter that was fetched; false when there is none.</summary>
    public async Task<bool> RemoveAsync(Bytes32 recipient, ulong sequence, CancellationToken cancellation = default)
    {
        if (engine.Get(Table.Mail, Key(recipient, sequence)) is not { } stored)
        {
            return false;
        }

        var batch = new StoreBatch();
        Remove(batch, BinaryPrimitives.ReadUInt64BigEndian(stored), recipient, sequence);
        await committer.CommitAsync(batch, cancellation);
        return true;
    }

    /// <summary>Removes expired letters, the oldest first.</summary>
    /// <returns>How many; <paramref name="lettersMax"/> means there may be more.</returns>
    public async Task<int> RemoveExpiredAsync(ulong nowMillis, int lettersMax, CancellationToken cancellation = default)
    {
        var batch = new StoreBatch();
        var count = 0;
        foreach (var entry in engine.ScanRange(Table.MailExpiry, default, Number(nowMillis + 1)).Take(lettersMax))
        {
            var key = entry.Key.Span;
            Remove(
                batch,
                BinaryPrimitives.ReadUInt64BigEndian(key),
                new Bytes32(key.Slice(sizeof(ulong), Bytes32.Size)),
                BinaryPrimitives.ReadUInt64BigEndian(key[(sizeof(ulong) + Bytes32.Size)..]));
            count++;
        }

        await committer.CommitAsync(batch, cancellation);
        return count;
    }

    /// <summary>Letters in a box and their bytes, expired ones included until they are removed.</summary>
    public (int Letters, long Bytes) Size(Bytes32 recipient)
    {
        var (letters, bytes) = (0, 0L);
        foreach (var entry in engine.Scan(Table.Mail, recipient.ToArray()))
        {
            letters++;
            bytes += entry.Value.Length - sizeof(ulong);
        }

        return (letters, bytes);
    }

    public void Dispose() => posting.Dispose();

    private static void Remove(StoreBatch batch, ulong expiryMillis, Bytes32 recipient, ulong sequence)
    {
        batch.Delete(Table.Mail, Key(recipient, sequence));
        batch.Delete(Table.MailExpiry, ExpiryKey(expiryMillis, recipient, sequence));
    }

    private static StoredLetter Letter(StoreEntry entry) => new(
        BinaryPrimitives.ReadUInt64BigEndian(entry.Key.Span[Bytes32.Size..]),
        BinaryPrimitives.ReadUInt64BigEndian(entry.Value.Span),
        entry.Value[sizeof(ulong)..]);

    private static byte[] Key(Bytes32 recipient, ulong sequence)
    {
        var key = new byte[KeyBytes];
        recipient.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(Bytes32.Size), sequence);
        return key;
    }

    private static byte[] ExpiryKey(ulong expiryMillis, Bytes32 recipient, ulong sequence) =>
        [.. Number(expiryMillis), .. Key(recipient, sequence)];

    private static byte[] Number(ulong number)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }
}
