using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// The patient's part of a share (crypto.md §8): an offer of which every field was checked, so that all that is left
/// to say is yes. Only <see cref="Check"/> makes one.
/// </summary>
public sealed class AcceptableOffer
{
    private readonly DelegationOffer offer;

    private AcceptableOffer(DelegationOffer offer, PairingDelegation delegation)
    {
        this.offer = offer;
        Delegation = delegation;
    }

    /// <summary>What the patient is asked to sign.</summary>
    public Grant Grant => offer.Grant;

    public PairingDelegation Delegation { get; }

    /// <param name="offer">As it came.</param>
    /// <param name="sender">Who signed the mail.</param>
    /// <param name="view">What the patient knows.</param>
    public static Parsed<AcceptableOffer> Check(DelegationOffer offer, Bytes32 sender, OfferView view)
    {
        var grant = offer.Grant;
        if (grant.Delegation is not PairingDelegation delegation || !G1.TryDecode(delegation.DelegationKey.Span, out _))
        {
            return Refusals.KeyMalformed.With("delegation key");
        }

        var refusal = offer.ChainId != view.ChainId ? Refusals.WrongChain
            : !offer.Pid.Span.SequenceEqual(view.Pid.Span) ? Refusals.VisitUnknown
            : view.SharesSeen.Contains(delegation.ShareId) ? Refusals.ShareReplayed
            : grant.UntilMillis <= view.NowMillis ? Refusals.ShareExpired
            : grant.UntilMillis <= grant.FromMillis ? Refusals.GrantPeriodInvalid
            : grant.Grantee.Key != sender ? Refusals.ShareGrantMismatch
            : grant.Proxy != view.Proxy ? Refusals.ProxyUnknown
            : view.Grantee is not { Role: PartyRole.Doctor or PartyRole.ThirdParty } ? Refusals.GranteeUnknown
            : !TargetIsOwn(grant, view) ? Refusals.RecordNotOfVisit
            : !DelegateSignature.IsValid(offer.ChainId, offer.Pid.Span, grant) ? Refusals.DelegationInvalid
            : null;
        return refusal is null ? new AcceptableOffer(offer, delegation) : refusal.With($"share {delegation.ShareId}");
    }

    /// <summary>Consents: the signed grant for the chain, and x_s·β/x_j for the proxy.</summary>
    /// <param name="visitKey">x_j.</param>
    /// <param name="visit">The visit's signing key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public (Record Grant, DelegationConsent Consent) Consent(SecretScalar visitKey, SigningKey visit, ulong nowMillis)
    {
        var grant = Record.Sign(offer.ChainId, nowMillis, offer.Grant, visit);
        return (grant, new DelegationConsent
        {
            ChainId = offer.ChainId,
            ShareId = Delegation.ShareId,
            GrantId = grant.Id,
            Blinded = BlindedDelegation.PatientStep(offer.Blinded, visitKey),
        });
    }

    private static bool TargetIsOwn(Grant grant, OfferView view) => grant.Scope switch
    {
        GrantScope.Record => view.TargetRecord is { Accepted: true } record && record.Owner == view.VisitSigning,
        GrantScope.Visit => grant.Target.Span.SequenceEqual(view.Pid.Span),
        _ => false,
    };
}
