using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A node's supervision endpoints (chain.md §4.5).</summary>
public static class SupervisionApi
{
    /// <summary>Hands evidence over, to be reported by the node. Twice is the same as once.</summary>
    public static Task<EvidenceTaken> PostEvidenceAsync(this NodeConnection node, ReadOnlyMemory<byte> evidence, CancellationToken cancellation) =>
        node.PostBytesAsync<EvidenceTaken>("/v1/evidence", evidence, repeatable: true, cancellation);

    /// <summary>Cases as the node tells them; each can be proven.</summary>
    public static Task<IReadOnlyList<CaseStatus>> CasesAsync(this NodeConnection node, Bytes32 chainId, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<CaseStatus>>($"/v1/chains/{chainId}/cases", cancellation);

    /// <summary>Changes of a party's credit as the node tells them; each names the records that prove it.</summary>
    public static Task<IReadOnlyList<CreditChange>> CreditChangesAsync(this NodeConnection node, Bytes32 chainId, Bytes32 key, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<CreditChange>>($"/v1/chains/{chainId}/credit/{key}/changes", cancellation);
}
