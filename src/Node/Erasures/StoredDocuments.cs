using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Content;
using HospitalChain.Node.Startup;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Erasures;

/// <summary>
/// Documents' content in this node's store. It is erased for the word of chains on which this very store signed its
/// receipt: another chain that recorded the same ciphertext has no say over it.
/// </summary>
public sealed class StoredDocuments(SigningKey store, ContentStore contents, OwnKeys own) : IDocumentHolding
{
    private readonly Dictionary<Bytes32, ulong> heights = [];

    public SigningKey Holder => store;

    public bool Holds(DocumentEntry document, FolderEntry folder) => own.Has(document.Store);

    public ValueTask DestroyAsync(ErasureOrder order, CancellationToken cancellation) => contents.EraseAsync(order.ContentHash, cancellation);

    public async ValueTask ReapplyAsync(IReadOnlyList<ILedger> ledgers, CancellationToken cancellation)
    {
        var unseen = ledgers.Where(ledger => !heights.ContainsKey(ledger.ChainId)).ToDictionary(ledger => ledger, ledger => ledger.State);
        if (unseen.Count > 0)
        {
            var uploads = contents.UploadHashes().Select(sha256 => new StoredContent(sha256, 0)).ToAsyncEnumerable();
            await foreach (var (sha256, _) in uploads.Concat(contents.ListAsync(cancellation)))
            {
                if (unseen.Values.Any(state => IsErased(state.Entries, sha256)))
                {
                    await contents.EraseAsync(sha256, cancellation);
                }
            }
        }

        foreach (var ledger in ledgers)
        {
            heights[ledger.ChainId] = unseen.TryGetValue(ledger, out var swept)
                ? swept.Head.Height
                : await FollowAsync(ledger, heights[ledger.ChainId], cancellation);
        }
    }

    /// <summary>A chain that this node follows says that its own content with this hash was erased.</summary>
    public bool IsErased(IReadOnlyList<ILedger> ledgers, Bytes32 sha256) => ledgers.Any(ledger => IsErased(ledger.State.Entries, sha256));

    private async ValueTask<ulong> FollowAsync(ILedger ledger, ulong from, CancellationToken cancellation)
    {
        var entries = ledger.State.Entries;
        var to = ledger.State.Head.Height;
        for (var height = from + 1; height <= to; height++)
        {
            if (ledger.ReadBlock(height) is not { } block)
            {
                return height - 1;
            }

            foreach (var erased in block.Records.Select(record => record.Body).OfType<Erasure>().Select(body => body.Certificate.Order.ContentHash))
            {
                if (IsErased(entries, erased))
                {
                    await contents.EraseAsync(erased, cancellation);
                }
            }
        }

        return to;
    }

    private bool IsErased(ChainEntries entries, Bytes32 sha256) =>
        entries.RecordOfContent(sha256) is { } recordId && entries.Document(recordId) is { Erased: true } document && own.Has(document.Store);
}
