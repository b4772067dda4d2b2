using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Api;

/// <summary>The proxy at the system manager's node, and the search at a hospital's (chain.md §7).</summary>
public static class PreApi
{
    public static Task<ProxyInfo> ProxyAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<ProxyInfo>("/v1/pre", cancellation);

    public static Task<ShareStatus> ShareAsync(this NodeConnection node, Bytes32 shareId, CancellationToken cancellation) =>
        node.GetJsonAsync<ShareStatus>($"/v1/pre/shares/{shareId}", cancellation);

    /// <summary>How far the proxy's key for a folder's grant is.</summary>
    public static Task<FolderShareStatus> FolderShareAsync(this NodeConnection node, Bytes32 chainId, Bytes32 grantId, CancellationToken cancellation) =>
        node.GetJsonAsync<FolderShareStatus>($"/v1/pre/folders/{chainId}/{grantId}", cancellation);

    /// <summary>Brings a holder the order to erase; it answers once it has destroyed what it held. Twice is the same as once.</summary>
    public static async Task<ErasureConfirmation> EraseAsync(this NodeConnection node, ErasureOrder order, CancellationToken cancellation) =>
        ErasureConfirmation.Parse(await node.ExchangeBytesAsync("/v1/erasures", order.ToBytes(), FlowLimits.DeliveryBytesMax, cancellation, repeatable: true).ConfigureAwait(false)).OrRefuse();

    /// <summary>Asks for a document. Each request is one access, so it is not repeated blindly.</summary>
    public static async Task<DocumentDelivery> DocumentAccessAsync(this NodeConnection node, AccessRequest request, CancellationToken cancellation)
    {
        var writer = new CanonicalWriter();
        request.Write(writer);
        return DocumentDelivery.Parse(await node.ExchangeBytesAsync("/v1/pre/access", writer.ToArray(), FlowLimits.DeliveryBytesMax, cancellation).ConfigureAwait(false)).OrRefuse();
    }

    /// <summary>Asks for a record. Each request is one access, so it is not repeated blindly.</summary>
    public static async Task<AccessDelivery> AccessAsync(this NodeConnection node, AccessRequest request, CancellationToken cancellation)
    {
        var writer = new CanonicalWriter();
        request.Write(writer);
        return AccessDelivery.Parse(await node.ExchangeBytesAsync("/v1/pre/access", writer.ToArray(), FlowLimits.DeliveryBytesMax, cancellation).ConfigureAwait(false)).OrRefuse();
    }

    public static Task<SearchFound> SearchAsync(this NodeConnection node, SearchRequest request, CancellationToken cancellation) =>
        node.PostJsonAsync<SearchFound>(
            "/v1/search", new SearchPost(request.ChainId, request.Pid.ToArray(), request.Trapdoor.ToArray()), repeatable: true, cancellation);

    public static Task<NodeVersion> VersionAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<NodeVersion>("/v1/version", cancellation);
}
