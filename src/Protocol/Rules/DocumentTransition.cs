using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What records about folders and documents change in the state.</summary>
internal static class DocumentTransition
{
    public static void Change(List<StateChange> changes, Record record, JudgementContext context, ulong height)
    {
        switch (record.Body)
        {
            case OpenFolder body:
                Open(changes, body, context);
                break;
            case Document body:
                Add(changes, record, body);
                break;
            case RevocationReceipt body:
                StateTransition.Set(changes, StateKinds.RevocationReceipt, body.GrantId.ToArray(), record.Id.ToArray());
                break;
            case Erasure body:
                var order = body.Certificate.Order;
                var erased = context.Entries.Document(order.DocumentId)!.EraseAt(height, body.Certificate.Hash);
                StateTransition.Set(changes, StateKinds.Document, order.DocumentId.ToArray(), erased.ToBytes());
                break;
            default:
                throw new InvalidOperationException($"{record.Kind} changes no document");
        }
    }

    /// <summary>A one-way grant gives its proxy a key from the folder's pair: an erasure will ask for its word too.</summary>
    public static void NameProxy(List<StateChange> changes, Grant body, JudgementContext context)
    {
        var folderId = FolderGrantRules.FolderIdOf(body, context.Entries)!.Value;
        var folder = context.Entries.Folder(folderId)!;
        if (!folder.Proxies.Contains(body.Proxy))
        {
            StateTransition.Set(changes, StateKinds.Folder, folderId.ToArray(), folder.WithProxy(body.Proxy).ToBytes());
        }
    }

    private static void Open(List<StateChange> changes, OpenFolder body, JudgementContext context)
    {
        var folder = new FolderEntry
        {
            Owner = body.Owner,
            Key = body.Key,
            Predecessor = body.Predecessor,
            Successor = default,
            Proxies = [],
        };
        StateTransition.Use(changes, StateKinds.UsedP21Key, body.Key.Span);
        StateTransition.Set(changes, StateKinds.Folder, body.FolderId.ToArray(), folder.ToBytes());
        if (!body.Predecessor.IsZero)
        {
            var before = context.Entries.Folder(body.Predecessor)!.SucceededBy(body.FolderId);
            StateTransition.Set(changes, StateKinds.Folder, body.Predecessor.ToArray(), before.ToBytes());
        }
    }

    private static void Add(List<StateChange> changes, Record record, Document body)
    {
        var document = new DocumentEntry
        {
            FolderId = body.FolderId,
            ContentHash = body.Content.ContentHash,
            Store = body.Content.Store,
            Range = body.Range,
            ErasedAtHeight = 0,
            CertificateHash = default,
        };
        StateTransition.Set(changes, StateKinds.Document, record.Id.ToArray(), document.ToBytes());
        changes.Add(ContentClaims.Claim(record, body.Content));
    }
}
