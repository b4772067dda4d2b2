using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// The doctor's part of a share (crypto.md §8), done in one step: a fresh delegation key, DELEGATE over the terms, β for
/// the proxy and x_s·β for the patient. Dispose it once both are sealed.
/// </summary>
public sealed class DoctorDelegation : IDisposable
{
    private DoctorDelegation(DelegationOffer offer, DelegationProxyHalf proxyHalf)
    {
        Offer = offer;
        ProxyHalf = proxyHalf;
    }

    /// <summary>For the patient.</summary>
    public DelegationOffer Offer { get; }

    /// <summary>For the proxy.</summary>
    public DelegationProxyHalf ProxyHalf { get; }

    /// <param name="terms">What is asked for.</param>
    /// <param name="shareId">32 random bytes.</param>
    /// <param name="delegationKey">x_s: of this share and no other.</param>
    /// <param name="doctor">The grantee's signing key.</param>
    public static DoctorDelegation Begin(DelegationTerms terms, Bytes32 shareId, SecretScalar delegationKey, SigningKey doctor)
    {
        var publicKey = delegationKey.PublicKey().Encoded.ToArray();
        var message = DelegateSignature.Message(
            terms.ChainId, terms.Pid.Span, doctor.PublicKey, shareId, publicKey, terms.Proxy, terms.UntilMillis);
        var grant = new Grant
        {
            Scope = terms.Scope,
            Target = terms.Target,
            Grantee = terms.Grantee,
            Purpose = terms.Purpose,
            FromMillis = terms.FromMillis,
            UntilMillis = terms.UntilMillis,
            Proxy = terms.Proxy,
            Delegation = new PairingDelegation { ShareId = shareId, DelegationKey = publicKey, GranteeSignature = doctor.Sign(message) },
        };
        var (beta, blinded) = BlindedDelegation.Blind(delegationKey);
        return new DoctorDelegation(
            new DelegationOffer { ChainId = terms.ChainId, Pid = terms.Pid, Grant = grant, Blinded = blinded },
            new DelegationProxyHalf { ChainId = terms.ChainId, ShareId = shareId, Beta = beta });
    }

    public void Dispose()
    {
        Offer.Dispose();
        ProxyHalf.Dispose();
    }
}
