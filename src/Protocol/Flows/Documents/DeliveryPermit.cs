using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>That a document may be delivered for one request, as the chain stood then. Only <see cref="DeliveryDecision"/> makes one.</summary>
public sealed class DeliveryPermit
{
    internal DeliveryPermit(AccessRequest request, DocumentEntry document, FolderEntry folder, GrantEntry? grant)
    {
        Request = request;
        Document = document;
        Folder = folder;
        Grant = grant;
    }

    public AccessRequest Request { get; }

    public DocumentEntry Document { get; }

    public FolderEntry Folder { get; }

    /// <summary>The grant it rests on; null where the folder's owner reads.</summary>
    public GrantEntry? Grant { get; }

    /// <summary>The folder's owner reads: no proxy has anything to do with it.</summary>
    public bool AsOwner => Grant is null;
}
