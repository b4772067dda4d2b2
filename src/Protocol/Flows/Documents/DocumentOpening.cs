using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// From a document's record to its content key (crypto.md §7): by the folder's owner, or by a grantee from the proxy's
/// answer. Record, grant and folder key are the chain's, proven by the caller; everything else is verified here.
/// </summary>
public static class DocumentOpening
{
    /// <summary>The record's capsule, verified under its folder's key and ctx; the proxy starts with this too.</summary>
    public static Parsed<VerifiedP21Capsule> CapsuleOf(Record document, P21PublicKey folderKey) =>
        document.Body is not Document body ? Refusals.RecordUnknown.With($"record {document.Id} is a {document.Kind}")
        : P21Capsule.TryDecode(body.Capsule.Span, out var capsule)
            && P21Verifier.TryVerify(
                folderKey, capsule, body.ContextOf(document.ChainId, document.Author, folderKey.Encoded).ToArray(), out var verified) ? verified
        : Refusals.CapsuleInvalid.With($"document {document.Id}");

    /// <summary>Opens as the folder's owner.</summary>
    public static Parsed<DocumentKey> AsOwner(Record document, P21KeyPair folder)
    {
        var capsule = CapsuleOf(document, folder.PublicKey);
        if (!capsule.Ok)
        {
            return capsule.Refusal;
        }

        Span<byte> key = stackalloc byte[P21Encryption.KeySize];
        return Take(P21Encryption.TryDecrypt(folder, capsule.Value, key), key, Refusals.CapsuleInvalid);
    }

    /// <summary>Opens as a grantee: the proxy's proof first, then that the grant was made for this reader.</summary>
    /// <param name="document">The document's record, proven.</param>
    /// <param name="grant">The grant's record, proven.</param>
    /// <param name="folderKey">The folder's key, proven.</param>
    /// <param name="delivery">The proxy's answer.</param>
    /// <param name="receiving">The reader's receiving pair.</param>
    public static Parsed<DocumentKey> AsGrantee(
        Record document, Record grant, P21PublicKey folderKey, DocumentDelivery delivery, P21KeyPair receiving)
    {
        if (!delivery.Record.Span.SequenceEqual(document.Bytes.Span))
        {
            return Refusals.ReencryptionInvalid.With("the proxy answered with another record");
        }

        var verified = Verify(document, grant, folderKey, delivery.Reencryption.Span);
        if (!verified.Ok)
        {
            return verified.Refusal;
        }

        if (!P21Delegation.IsFor(receiving, folderKey, verified.Value.Share))
        {
            return Refusals.ShareNotForReader;
        }

        Span<byte> key = stackalloc byte[P21Encryption.KeySize];
        return Take(P21Encryption.TryDecrypt(receiving, verified.Value, key), key, Refusals.CapsuleInvalid);
    }

    /// <summary>
    /// Checks a proxy's answer from public data alone: it is of this document's capsule, carries this grant's V and W, and
    /// its proof leads to this grant's commitment. What fails proves the proxy wrong to anyone.
    /// </summary>
    public static Parsed<VerifiedP21Reencryption> Verify(Record document, Record grant, P21PublicKey folderKey, ReadOnlySpan<byte> reencryption)
    {
        var capsule = CapsuleOf(document, folderKey);
        if (!capsule.Ok)
        {
            return capsule.Refusal;
        }

        if (grant.ChainId != document.ChainId || grant.Body is not Grant body || !Covers(body, document) || FolderShare.Of(body) is not { } share)
        {
            return Refusals.ConsentMissing.With($"grant {grant.Id} does not cover document {document.Id}");
        }

        return P21Reencryption.TryDecode(reencryption, out var answered) && P21Verifier.TryVerify(capsule.Value, share, answered, out var verified)
            ? verified
            : Refusals.ReencryptionInvalid.With($"document {document.Id} under grant {grant.Id}");
    }

    private static bool Covers(Grant grant, Record document) => grant.Scope switch
    {
        GrantScope.Record => new Bytes32(grant.Target.Span) == document.Id,
        GrantScope.Folder => new Bytes32(grant.Target.Span) == ((Document)document.Body).FolderId,
        _ => false,
    };

    private static Parsed<DocumentKey> Take(bool opened, Span<byte> key, RefusalReason otherwise)
    {
        var taken = opened ? new DocumentKey(key) : null;
        CryptographicOperations.ZeroMemory(key);
        return taken is null ? otherwise.With(string.Empty) : taken;
    }
}
