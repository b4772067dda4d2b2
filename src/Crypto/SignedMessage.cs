namespace HospitalChain.Crypto;

/// <summary>
/// What is signed, by purpose: Kdf("SIG-"‖purpose, 32; chain id, fields…) (crypto.md §3). The chain id is that of the
/// record concerned; for <see cref="Login"/>, <see cref="Mail"/> and <see cref="Session"/> the signer's own chain.
/// Times are milliseconds since 1970. A signature for one purpose or chain is worth nothing for another.
/// </summary>
public static class SignedMessage
{
    public static Bytes32 Record(Bytes32 chainId, Bytes32 recordId) => Of("RECORD", chainId).Add(recordId).Hash32();

    public static Bytes32 Seal(Bytes32 chainId, Bytes32 headerHash) => Of("SEAL", chainId).Add(headerHash).Hash32();

    public static Bytes32 Head(Bytes32 chainId, ulong height, Bytes32 headerHash, ulong timeMillis) =>
        Of("HEAD", chainId).AddU64(height).Add(headerHash).AddU64(timeMillis).Hash32();

    public static Bytes32 Cosign(Bytes32 chainId, ulong height, Bytes32 headerHash, ulong timeMillis) =>
        Of("COSIGN", chainId).AddU64(height).Add(headerHash).AddU64(timeMillis).Hash32();

    public static Bytes32 Promise(Bytes32 chainId, Bytes32 recordId, ulong timeMillis, ulong deadlineMillis) =>
        Of("PROMISE", chainId).Add(recordId).AddU64(timeMillis).AddU64(deadlineMillis).Hash32();

    /// <param name="chainId">The chain of the record the content belongs to.</param>
    /// <param name="contentHash">SHA-256 of the stored ciphertext.</param>
    /// <param name="sizeBytes">Size of the stored ciphertext.</param>
    /// <param name="context">The record's ctx.</param>
    /// <param name="timeMillis">When the store had it durably.</param>
    public static Bytes32 Receipt(Bytes32 chainId, Bytes32 contentHash, ulong sizeBytes, Bytes32 context, ulong timeMillis) =>
        Of("RECEIPT", chainId).Add(contentHash).AddU64(sizeBytes).Add(context).AddU64(timeMillis).Hash32();

    public static Bytes32 Login(Bytes32 chainId, Bytes32 nodeKey, Bytes32 tlsFingerprint, ReadOnlySpan<byte> nonce, ulong expiryMillis) =>
        Of("LOGIN", chainId).Add(nodeKey).Add(tlsFingerprint).Add(nonce).AddU64(expiryMillis).Hash32();

    /// <summary>A node's own certificate, whatever chains it keeps: the chain id is zero.</summary>
    public static Bytes32 Tls(Bytes32 nodeKey, Bytes32 tlsFingerprint, ulong sinceMillis) =>
        Of("TLS", default).Add(nodeKey).Add(tlsFingerprint).AddU64(sinceMillis).Hash32();

    public static Bytes32 Mail(Bytes32 chainId, Bytes32 recipient, Bytes32 sealedSha256, ulong expiryMillis) =>
        Of("MAIL", chainId).Add(recipient).Add(sealedSha256).AddU64(expiryMillis).Hash32();

    public static Bytes32 Request(Bytes32 chainId, Bytes32 recordId, Bytes32 grantId, ReadOnlySpan<byte> nonce, ulong timeMillis) =>
        Of("REQUEST", chainId).Add(recordId).Add(grantId).Add(nonce).AddU64(timeMillis).Hash32();

    /// <param name="chainId">The chain of the visit.</param>
    /// <param name="shareId">The share's id.</param>
    /// <param name="pid">The visit's pseudo-identity.</param>
    /// <param name="grantee">The doctor's signing key.</param>
    /// <param name="delegationKey">PK_s as 48 encoded bytes.</param>
    /// <param name="proxyKey">The proxy's signing key.</param>
    /// <param name="expiryMillis">When the share ends.</param>
    public static Bytes32 Delegate(
        Bytes32 chainId, Bytes32 shareId, ReadOnlySpan<byte> pid, Bytes32 grantee, ReadOnlySpan<byte> delegationKey, Bytes32 proxyKey, ulong expiryMillis) =>
        Of("DELEGATE", chainId).Add(shareId).Add(pid).Add(grantee).Add(delegationKey).Add(proxyKey).AddU64(expiryMillis).Hash32();

    /// <param name="chainId">The chain of the enrolment.</param>
    /// <param name="bodyHash">SHA-256 of the canonical body without this signature.</param>
    public static Bytes32 Enrol(Bytes32 chainId, Bytes32 bodyHash) => Of("ENROL", chainId).Add(bodyHash).Hash32();

    /// <param name="chainId">The chain of the visit.</param>
    /// <param name="bodyHash">SHA-256 of the canonical body without this signature.</param>
    public static Bytes32 Visit(Bytes32 chainId, Bytes32 bodyHash) => Of("VISIT", chainId).Add(bodyHash).Hash32();

    /// <param name="chainId">The chain of the document's record.</param>
    /// <param name="documentHash">SHA-256 of the document.</param>
    public static Bytes32 Author(Bytes32 chainId, Bytes32 documentHash) => Of("AUTHOR", chainId).Add(documentHash).Hash32();

    /// <summary>ERASURE-ORDER: destroy this document's content.</summary>
    public static Bytes32 ErasureOrder(Bytes32 chainId, Bytes32 documentId, Bytes32 contentHash, ulong timeMillis) =>
        Of("ERASURE-ORDER", chainId).Add(documentId).Add(contentHash).AddU64(timeMillis).Hash32();

    /// <summary>ERASED: the signer destroyed what it held of this document.</summary>
    public static Bytes32 Erased(Bytes32 chainId, Bytes32 documentId, Bytes32 contentHash, ulong timeMillis) =>
        Of("ERASED", chainId).Add(documentId).Add(contentHash).AddU64(timeMillis).Hash32();

    /// <summary>BC22-GK-U: the hospital's half of a group key exchange.</summary>
    public static Bytes32 GroupKeyHospital(Bytes32 chainId, Bytes32 sid, SecpPoint point) =>
        Of("BC22-GK-U", chainId).Add(sid).Add(point.Encoded).Hash32();

    /// <summary>BC22-GK-V: a doctor's half of a group key exchange.</summary>
    public static Bytes32 GroupKeyDoctor(Bytes32 chainId, Bytes32 sid, SecpPoint point) =>
        Of("BC22-GK-V", chainId).Add(sid).Add(point.Encoded).Hash32();

    public static Bytes32 Session(Bytes32 chainId, Bytes32 sid, Bytes32 transcriptHash) =>
        Of("SESSION", chainId).Add(sid).Add(transcriptHash).Hash32();

    /// <summary>BREAK-GLASS: this officer takes part in opening a visit's records under these terms (§8).</summary>
    public static Bytes32 BreakGlass(Bytes32 chainId, Bytes32 termsHash) => Of("BREAK-GLASS", chainId).Add(termsHash).Hash32();

    /// <summary>FELLOW-OFFER: this visit's patient allows being asked by another patient (§9).</summary>
    public static Bytes32 FellowOffer(Bytes32 chainId, ReadOnlySpan<byte> pid, ulong sinceMillis, ulong untilMillis, uint triesPerDay) =>
        Of("FELLOW-OFFER", chainId).Add(pid).AddU64(sinceMillis).AddU64(untilMillis).AddU32(triesPerDay).Hash32();

    private static Transcript Of(string purpose, Bytes32 chainId) => Transcript.Of(Labels.SignaturePrefix + purpose).Add(chainId);
}
