using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// Which folders, grants and accesses a chain has: the state's keys are hashes, so the names come from the blocks. Read
/// forward as pages ask, a bounded stretch each time, and kept; of accesses the newest.
/// </summary>
public sealed class FolderIndex(ChainHost host)
{
    /// <summary>Blocks read in one go: a page answers within about a second even on a long chain.</summary>
    public const int BlocksPerVisitMax = 2_000;

    /// <summary>Accesses that are kept; an audit's export has them all.</summary>
    public const int AccessesMax = 100_000;

    /// <summary>Folders and grants that one page shows, the newest.</summary>
    public const int RowsMax = 200;

    private readonly Lock reading = new();
    private readonly Dictionary<Bytes32, FolderPlace> folders = [];
    private readonly Dictionary<Bytes32, DocumentPlace> documents = [];
    private readonly Dictionary<Bytes32, List<DocumentPlace>> documentsByFolder = [];
    private readonly Dictionary<Bytes32, GrantPlace> grants = [];
    private readonly Queue<AccessPlace> accesses = new();
    private ulong nextHeight = 1;
    private bool forgot;

    /// <summary>Reads on, then answers with what is known so far and this viewer may see.</summary>
    public FolderView Read(FolderViewer viewer, int skip, int count)
    {
        lock (reading)
        {
            var newest = host.Chain.Head.Height;
            Advance(newest);
            var seenGrants = grants.Values.Where(viewer.Sees).OrderByDescending(grant => grant.Height).ToArray();
            var reached = seenGrants.Select(grant => grant.FolderId).ToHashSet();
            var seenFolders = folders.Values.Where(folder => viewer.Sees(folder, reached)).OrderByDescending(folder => folder.Height).ToArray();
            var seenAccesses = accesses.Where(viewer.Sees).ToArray();
            var entries = host.Chain.Entries;
            return new FolderView(
                viewer,
                [.. seenFolders.Take(RowsMax).Select(folder => FolderRow.Of(folder, entries, documentsByFolder.GetValueOrDefault(folder.FolderId, [])))],
                seenFolders.Length,
                [.. seenGrants.Take(RowsMax).Select(grant => GrantRow.Of(grant, entries))],
                seenGrants.Length,
                [.. seenAccesses.Reverse().Skip(skip).Take(count)],
                seenAccesses.Length,
                AccessChart.Of(seenAccesses),
                skip,
                nextHeight - 1,
                newest,
                forgot);
        }
    }

    private void Advance(ulong newest)
    {
        if (nextHeight > newest)
        {
            return;
        }

        foreach (var block in host.ReadBlocksFrom(nextHeight).Take(BlocksPerVisitMax).TakeWhile(block => block.Header.Height <= newest))
        {
            foreach (var record in block.Records)
            {
                Take(record, block.Header.Height);
            }

            nextHeight = block.Header.Height + 1;
        }
    }

    private void Take(Record record, ulong height)
    {
        switch (record.Body)
        {
            case OpenFolder body:
                folders[body.FolderId] = new FolderPlace(body.FolderId, body.Owner, record.Id, height);
                break;
            case Document body:
                Take(new DocumentPlace(record.Id, body.FolderId, body.Content.SizeBytes));
                break;
            case Grant body:
                grants[record.Id] = new GrantPlace(
                    record.Id, record.Author, body.Grantee.Key, body.Scope, FolderOf(body), body.Purpose, body.FromMillis, body.UntilMillis, height);
                break;
            case Access body:
                accesses.Enqueue(new AccessPlace(
                    record.Id, record.IssuedAtMillis, body.Request.RecordId, body.Request.GrantId, body.Request.Requester, record.Author, body.Delivered, body.RefusalCode, body.Requests, OwnerOf(body)));
                if (accesses.Count > AccessesMax)
                {
                    accesses.Dequeue();
                    forgot = true;
                }

                break;
        }
    }

    private void Take(DocumentPlace document)
    {
        documents[document.RecordId] = document;
        if (!documentsByFolder.TryGetValue(document.FolderId, out var siblings))
        {
            documentsByFolder[document.FolderId] = siblings = [];
        }

        siblings.Add(document);
    }

    private Bytes32 FolderOf(Grant grant) => grant.Scope switch
    {
        GrantScope.Folder => new Bytes32(grant.Target.Span),
        GrantScope.Record => documents.TryGetValue(new Bytes32(grant.Target.Span), out var document) ? document.FolderId : default,
        _ => default,
    };

    private Bytes32 OwnerOf(Access access) =>
        documents.TryGetValue(access.Request.RecordId, out var document) && folders.TryGetValue(document.FolderId, out var folder) ? folder.Owner
        : host.Chain.Entries.Record(access.Request.RecordId)?.Owner is { IsZero: false } owner ? owner
        : grants.TryGetValue(access.Request.GrantId, out var grant) ? grant.Giver
        : default;
}
