using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Erasures;
using HospitalChain.Node.Startup;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Content.Checking;

/// <summary>
/// Compares what a store holds with what every block of its chains says it holds: content that is missing, unnamed, erased and
/// still there, or other than it should be. Reads only; memory grows by the number of contents, not by their size.
/// </summary>
public sealed class StoreCheck(OwnKeys own, ContentStore contents, ILedgers ledgers, OrderedErasures ordered)
{
    /// <param name="rehash">Whether to read and hash every byte too.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<StoreCheckLine> RunAsync(bool rehash, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var named = new Dictionary<Bytes32, Named>();
        var heights = ledgers.All.Where(ledger => !ledger.State.Genesis.IsRegistry).Select(ledger => Read(ledger, named, cancellation)).ToArray();
        var (count, bytes, findings, records) = (0L, 0L, 0L, (long)named.Values.Count(content => content.IsOwn));
        await foreach (var stored in contents.ListAsync(cancellation))
        {
            count++;
            bytes += stored.SizeBytes;
            named.Remove(stored.Sha256, out var content);
            if (await JudgeAsync(stored, content, rehash, cancellation) is { } finding)
            {
                findings++;
                yield return new StoreCheckLine(finding, null);
            }
        }

        foreach (var (sha256, content) in named.Where(left => left.Value is { IsOwn: true, IsErased: false }))
        {
            findings++;
            yield return new StoreCheckLine(new StoreFinding(StoreFinding.Missing, sha256, content.ChainId, content.RecordId, content.SizeBytes), null);
        }

        yield return new StoreCheckLine(null, new StoreTotals(count, bytes, records, findings, rehash, heights));
    }

    private async ValueTask<StoreFinding?> JudgeAsync(StoredContent stored, Named? named, bool rehash, CancellationToken cancellation)
    {
        var code = named is null ? StoreFinding.Unnamed
            : named is { IsOwn: true, IsErased: true } ? StoreFinding.Erased
            : stored.SizeBytes != named.SizeBytes ? StoreFinding.WrongSize
            : null;
        if (code is null or StoreFinding.Unnamed && rehash)
        {
            code = await RehashAsync(stored.Sha256, cancellation) ?? code;
        }

        return code is null ? null : new StoreFinding(code, stored.Sha256, named?.ChainId, named?.RecordId, named?.SizeBytes, stored.SizeBytes);
    }

    /// <summary>What is wrong with the bytes; null when they have their hash, or went while this ran.</summary>
    private async ValueTask<string?> RehashAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await contents.OpenAsync(sha256, cancellation);
            return stream is null || new Bytes32(await SHA256.HashDataAsync(stream, cancellation)) == sha256 ? null : StoreFinding.WrongHash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StoreFinding.Unreadable;
        }
    }

    private CheckedChain Read(ILedger ledger, Dictionary<Bytes32, Named> named, CancellationToken cancellation)
    {
        var state = ledger.State;
        for (ulong height = 1; height <= state.Head.Height; height++)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = ledger.ReadBlock(height) ?? throw new InvalidDataException($"block {height} of {ledger.ChainId} is missing");
            foreach (var record in block.Records)
            {
                if (ContentDecision.ContentOf(record.Body) is { } content && !(named.TryGetValue(content.ContentHash, out var before) && before.IsOwn))
                {
                    named[content.ContentHash] = new Named(
                        ledger.ChainId, record.Id, (long)content.SizeBytes, own.Has(content.Store), IsErased(state.Entries, ledger.ChainId, record.Id));
                }
            }
        }

        return new CheckedChain(ledger.ChainId, state.Head.Height);
    }

    /// <summary>The chain says so, or will: an order that this store obeyed is confirmed before its certificate is in a block.</summary>
    private bool IsErased(ChainEntries entries, Bytes32 chainId, Bytes32 recordId) =>
        entries.Document(recordId) is { Erased: true } || ordered.Covers(chainId, recordId);

    /// <param name="IsOwn">The record carries this store's receipt.</param>
    private sealed record Named(Bytes32 ChainId, Bytes32 RecordId, long SizeBytes, bool IsOwn, bool IsErased);
}
