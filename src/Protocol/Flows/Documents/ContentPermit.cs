using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>That a store may hand out a record's sealed content for one request, as the chain stood then. Only <see cref="ContentDecision"/> makes one.</summary>
public sealed class ContentPermit
{
    internal ContentPermit(AccessRequest request, ContentReceipt content)
    {
        Request = request;
        Content = content;
    }

    public AccessRequest Request { get; }

    /// <summary>What the record says is stored.</summary>
    public ContentReceipt Content { get; }
}
