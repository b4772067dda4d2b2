using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// The owner's part of sharing a folder (crypto.md §7), done alone and in one step: the signed grant with commitment, V
/// and W, and rk for the proxy. Cryptographically a grant covers every document of the folder, so a case has a folder.
/// </summary>
public static class FolderShare
{
    /// <param name="terms">What is shared.</param>
    /// <param name="folder">The folder's pair.</param>
    /// <param name="reader">The grantee's receiving key, from the chain.</param>
    /// <param name="owner">The folder owner's signing key.</param>
    /// <param name="nowMillis">The owner's clock.</param>
    /// <returns>The grant for the chain and the letter for the proxy, which the caller disposes once it is sealed.</returns>
    public static (Record Grant, FolderRekey Letter) Make(
        FolderShareTerms terms, P21KeyPair folder, P21PublicKey reader, SigningKey owner, ulong nowMillis)
    {
        var (rekey, share) = P21Delegation.Make(folder, reader);
        var grant = Record.Sign(terms.ChainId, nowMillis, new Grant
        {
            Scope = terms.DocumentId.IsZero ? GrantScope.Folder : GrantScope.Record,
            Target = (terms.DocumentId.IsZero ? terms.FolderId : terms.DocumentId).ToArray(),
            Grantee = terms.Grantee,
            Purpose = terms.Purpose,
            FromMillis = terms.FromMillis,
            UntilMillis = terms.UntilMillis,
            Proxy = terms.Proxy,
            Delegation = new OneWayDelegation
            {
                Commitment = share.Commitment.Encoded.ToArray(),
                V = share.V.Encoded.ToArray(),
                W = share.W.ToArray(),
            },
        }, owner);
        return (grant, new FolderRekey { ChainId = terms.ChainId, GrantId = grant.Id, Rekey = rekey });
    }

    /// <summary>Commitment, V and W of a grant; null for a grant of another suite or bytes that are no points.</summary>
    public static P21Share? Of(Grant grant) =>
        grant.Delegation is OneWayDelegation delegation
        && P21Share.TryDecode([.. delegation.Commitment.Span, .. delegation.V.Span, .. delegation.W.Span], out var share)
            ? share
            : null;
}
