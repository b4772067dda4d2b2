using System.Globalization;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Api;

/// <summary>A node's chain endpoints (chain.md §7). What comes back is parsed and not yet believed.</summary>
public static class ChainApi
{
    public static Task<IReadOnlyList<ChainStatus>> ChainsAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<ChainStatus>>("/v1/chains", cancellation);

    /// <summary>The genesis of a chain; its bytes hash to the id asked for.</summary>
    public static async Task<Genesis> GenesisAsync(this NodeConnection node, Bytes32 chainId, CancellationToken cancellation)
    {
        var bytes = await node.GetBytesAsync($"/v1/chains/{chainId}/genesis", Genesis.BytesMax, cancellation).ConfigureAwait(false);
        var genesis = Genesis.Parse(bytes).OrRefuse();
        return genesis.ChainId == chainId ? genesis : throw new RefusedException(Protocol.Refusals.WrongChain.With($"genesis of {genesis.ChainId}"));
    }

    public static async Task<SignedHead> HeadAsync(this NodeConnection node, Bytes32 chainId, CancellationToken cancellation) =>
        SignedHead.Parse(await node.GetBytesAsync($"/v1/chains/{chainId}/head", SignedHead.BytesMax, cancellation).ConfigureAwait(false)).OrRefuse();

    /// <summary>The newest head that so many parties cosigned, with its header, and its growth since a height.</summary>
    public static async Task<HeadUpdate> HeadUpdateAsync(this NodeConnection node, Bytes32 chainId, int witnesses, ulong? since, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/chains/{chainId}/head/cosigned?witnesses={witnesses}{(since is null ? string.Empty : "&since=")}{since}");
        return HeadUpdate.Parse(await node.GetBytesAsync(path, HeadUpdate.BytesMax, cancellation).ConfigureAwait(false)).OrRefuse();
    }

    /// <summary>Heads with one cosignature each, the newest of every witness that the node knows.</summary>
    public static async Task<IReadOnlyList<CosignedHead>> WitnessesAsync(this NodeConnection node, Bytes32 chainId, CancellationToken cancellation)
    {
        var answers = await node.GetJsonAsync<IReadOnlyList<WitnessAnswer>>($"/v1/chains/{chainId}/witnesses", cancellation).ConfigureAwait(false);
        return [.. answers.Select(answer => CosignedHead.Parse(answer.Cosigned).OrRefuse())];
    }

    public static async Task<SealedHeader> HeaderAsync(this NodeConnection node, Bytes32 chainId, ulong height, CancellationToken cancellation) =>
        SealedHeader.Parse(await node.GetBytesAsync($"/v1/chains/{chainId}/headers/{height}", SealedHeader.BytesMax, cancellation).ConfigureAwait(false)).OrRefuse();

    public static async Task<Block> BlockAsync(this NodeConnection node, Bytes32 chainId, ulong height, CancellationToken cancellation) =>
        Block.Parse(await node.GetBytesAsync($"/v1/chains/{chainId}/blocks/{height}", RecordLimits.BlockBytesMax, cancellation).ConfigureAwait(false)).OrRefuse();

    /// <summary>Submits a record. Twice is the same as once.</summary>
    public static Task<RecordStatus> SubmitAsync(this NodeConnection node, Record record, CancellationToken cancellation) =>
        node.PostBytesAsync<RecordStatus>($"/v1/chains/{record.ChainId}/records", record.Bytes, repeatable: true, cancellation);

    public static Task<RecordStatus> RecordStatusAsync(this NodeConnection node, Bytes32 chainId, Bytes32 recordId, CancellationToken cancellation) =>
        node.GetJsonAsync<RecordStatus>($"/v1/chains/{chainId}/records/{recordId}", cancellation);

    /// <summary>A record's proof under the newest head, or under that of the block at a height.</summary>
    public static async Task<RecordProof> RecordProofAsync(this NodeConnection node, Bytes32 chainId, Bytes32 recordId, CancellationToken cancellation, ulong? height = null) =>
        RecordProof.Parse(await node.GetBytesAsync($"/v1/chains/{chainId}/records/{recordId}/proof{AtHeight(height)}", RecordProof.BytesMax, cancellation).ConfigureAwait(false)).OrRefuse();

    /// <summary>A state entry's proof after the newest block, or after the one at a height.</summary>
    public static async Task<StateEntryProof> StateProofAsync(
        this NodeConnection node, Bytes32 chainId, string kind, ReadOnlyMemory<byte> identifier, CancellationToken cancellation, ulong? height = null)
    {
        var path = $"/v1/chains/{chainId}/state/{kind}/{Convert.ToHexStringLower(identifier.Span)}/proof{AtHeight(height)}";
        return StateEntryProof.Parse(await node.GetBytesAsync(path, StateEntryProof.BytesMax, cancellation).ConfigureAwait(false)).OrRefuse();
    }

    /// <summary>Records about one visit, as the node tells: a convenience, not a proof.</summary>
    public static Task<IReadOnlyList<VisitRecord>> VisitRecordsAsync(
        this NodeConnection node, Bytes32 chainId, ReadOnlyMemory<byte> pid, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<VisitRecord>>($"/v1/chains/{chainId}/visits/{Convert.ToHexStringLower(pid.Span)}/records", cancellation);

    /// <summary>What a node says of a witness; only the cosigned head is believed, and only after its signatures.</summary>
    private sealed record WitnessAnswer(byte[] Cosigned);

    private static string AtHeight(ulong? height) => height is { } value ? "?height=" + value.ToString(CultureInfo.InvariantCulture) : string.Empty;
}
