using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Erasures;

/// <summary>What one node has of documents, as store or as proxy: destroyed by order, and again whenever the chain says so.</summary>
public interface IDocumentHolding
{
    /// <summary>The holder's key, which confirms.</summary>
    SigningKey Holder { get; }

    /// <summary>The chain counts this node among the document's holders.</summary>
    bool Holds(DocumentEntry document, FolderEntry folder);

    /// <summary>Destroys what this node has of the document; gone from the disk when this returns, and no error when nothing was there.</summary>
    ValueTask DestroyAsync(ErasureOrder order, CancellationToken cancellation);

    /// <summary>Destroys what the chains say was erased: everything at the first call, which a restored backup may have brought back, later what is new.</summary>
    ValueTask ReapplyAsync(IReadOnlyList<ILedger> ledgers, CancellationToken cancellation);
}
