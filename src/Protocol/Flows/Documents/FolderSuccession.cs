using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// What follows the revocation of a folder's grant (crypto.md §7): the folder goes on under a new pair, so that proxy and
/// former reader together open nothing later, and the owner reissues the grants that stand.
/// </summary>
public static class FolderSuccession
{
    /// <summary>The record that continues a folder.</summary>
    /// <param name="chainId">The folder's chain.</param>
    /// <param name="predecessor">The folder that goes on.</param>
    /// <param name="folderId">32 random bytes: the new folder.</param>
    /// <param name="pair">The new folder's pair, from the keystore.</param>
    /// <param name="owner">The owner of both.</param>
    /// <param name="nowMillis">The owner's clock.</param>
    public static Record Continue(Bytes32 chainId, Bytes32 predecessor, Bytes32 folderId, P21KeyPair pair, SigningKey owner, ulong nowMillis) =>
        Record.Sign(chainId, nowMillis, new OpenFolder
        {
            FolderId = folderId,
            Key = pair.PublicKey.Encoded.ToArray(),
            Owner = owner.PublicKey,
            Predecessor = predecessor,
        }, owner);

    /// <summary>Grants of the whole folder that stand, and so must be given anew for its successor, in the order given.</summary>
    public static IReadOnlyList<Bytes32> GrantsToReissue(
        Bytes32 folderId, IEnumerable<KeyValuePair<Bytes32, GrantEntry>> grants, ulong nowMillis) =>
        [
            .. grants
                .Where(grant => grant.Value.Scope == GrantScope.Folder
                    && new Bytes32(grant.Value.Target.Span) == folderId
                    && !grant.Value.Revoked
                    && nowMillis < grant.Value.UntilMillis)
                .Select(grant => grant.Key),
        ];

    /// <summary>The terms of a standing grant, for the folder that continues its own.</summary>
    public static FolderShareTerms TermsFor(Record grant, Bytes32 successor)
    {
        var body = (Grant)grant.Body;
        return new FolderShareTerms
        {
            ChainId = grant.ChainId,
            FolderId = successor,
            Grantee = body.Grantee,
            Purpose = body.Purpose,
            FromMillis = body.FromMillis,
            UntilMillis = body.UntilMillis,
            Proxy = body.Proxy,
        };
    }
}
