using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Who may order which erasure, by the chain's rules and by every holder alike (docs/adr/0009). Its signature is checked elsewhere.</summary>
public static class ErasureAuthority
{
    /// <summary>Null when whoever signs for <see cref="ErasureOrder.OrderedBy"/> may have this content of this document erased.</summary>
    public static Refusal? Refuses(ErasureOrder order, Genesis genesis, ChainEntries entries) =>
        order.ChainId != genesis.ChainId ? Refusals.WrongChain.With("the order of erasure")
        : entries.Document(order.DocumentId) is not { } document ? Refusals.RecordUnknown.With(order.DocumentId.ToString())
        : document.ContentHash != order.ContentHash ? Refusals.ErasureInvalid.With("content hash")
        : !MayOrder(order.OrderedBy, entries.Folder(document.FolderId)!, genesis, entries) ? Refusals.AuthorNotAllowed.With("only the folder's owner or the hospital orders an erasure")
        : null;

    /// <summary>The folder's owner while its key is in its hands, or the hospital.</summary>
    private static bool MayOrder(Bytes32 orderedBy, FolderEntry folder, Genesis genesis, ChainEntries entries) =>
        orderedBy == genesis.Supernode.Signing
        || (orderedBy == folder.Owner && !FolderRules.IsOfClosedVisit(folder.Owner, entries));
}
