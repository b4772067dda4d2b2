using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Pre;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Erasures;

/// <summary>
/// The proxy's re-encryption keys: of an erased document those that were granted for it alone are destroyed. A folder's
/// key stays for the folder's other documents, and serves the erased one no more, by the order or by the chain.
/// </summary>
public sealed class ReencryptionKeys(ProxyIdentity proxy, RekeyKeeper rekeys) : IDocumentHolding
{
    public SigningKey Holder => proxy.Signing;

    public bool Holds(DocumentEntry document, FolderEntry folder) => folder.Proxies.Any(proxy.Is);

    public ValueTask DestroyAsync(ErasureOrder order, CancellationToken cancellation)
    {
        rekeys.EndDocument(order.ChainId, order.DocumentId);
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing to do here: <see cref="RekeyKeeper.Settle"/> ends each key that the chain ended, in every round of the proxy.</summary>
    public ValueTask ReapplyAsync(IReadOnlyList<ILedger> ledgers, CancellationToken cancellation) => ValueTask.CompletedTask;
}
