namespace HospitalChain.Crypto;

/// <summary>
/// ctx, which ties a capsule to its record (crypto.md §3): Kdf("CTX", 32; chain id, kind, author, what it is about,
/// content hash, …). The kind is the record's name in chain.md §2.
/// </summary>
public static class RecordContext
{
    /// <summary>ctx of a diagnosis: one doctor's, about one visit.</summary>
    /// <param name="chainId">The record's chain.</param>
    /// <param name="author">The doctor's signing key.</param>
    /// <param name="pid">The visit's pseudo-identity.</param>
    /// <param name="visitKey">PK_j as 48 encoded bytes.</param>
    /// <param name="contentHash">SHA-256 of the stored ciphertext.</param>
    public static Bytes32 ForDiagnosis(
        Bytes32 chainId, Bytes32 author, ReadOnlySpan<byte> pid, ReadOnlySpan<byte> visitKey, Bytes32 contentHash) =>
        OfVisit("diagnosis", chainId, author, pid, visitKey, contentHash).Hash32();

    /// <summary>ctx of a team's diagnosis; <paramref name="commitments"/> are D_1…D_n in the doctors' order.</summary>
    public static Bytes32 ForTeam(
        Bytes32 chainId,
        Bytes32 author,
        ReadOnlySpan<byte> pid,
        ReadOnlySpan<byte> visitKey,
        Bytes32 contentHash,
        Bytes32 sid,
        ReadOnlySpan<Bytes32> commitments)
    {
        var transcript = OfVisit("team-diagnosis", chainId, author, pid, visitKey, contentHash).Add(sid);
        foreach (var commitment in commitments)
        {
            transcript.Add(commitment);
        }

        return transcript.Hash32();
    }

    /// <summary>ctx of a document; <paramref name="folderKey"/> is the folder's encoded P21 public key.</summary>
    public static Bytes32 ForDocument(Bytes32 chainId, Bytes32 author, ReadOnlySpan<byte> folderKey, Bytes32 contentHash) =>
        Of("document", chainId, author).Add(folderKey).Add(contentHash).Hash32();

    private static Transcript OfVisit(
        string kind, Bytes32 chainId, Bytes32 author, ReadOnlySpan<byte> pid, ReadOnlySpan<byte> visitKey, Bytes32 contentHash) =>
        Of(kind, chainId, author).Add(pid).Add(visitKey).Add(contentHash);

    private static Transcript Of(string kind, Bytes32 chainId, Bytes32 author) =>
        Transcript.Of(Labels.Context).Add(chainId).Add(kind).Add(author);
}
