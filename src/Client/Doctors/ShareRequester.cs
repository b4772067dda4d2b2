using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Doctors;

/// <summary>
/// The doctor asks a patient for a record of a visit, perhaps at another hospital (crypto.md §8): a fresh delegation key,
/// β to the proxy, the offer to the patient. The delegation key never leaves the keystore.
/// </summary>
public sealed class ShareRequester(ClientSession session)
{
    /// <summary>Makes and mails one share.</summary>
    /// <param name="chainId">The visit's chain.</param>
    /// <param name="pid">PID of the visit.</param>
    /// <param name="recordId">The record wanted; null for every record of the visit, later ones included.</param>
    /// <param name="purpose">What the doctor reads for.</param>
    /// <param name="duration">For how long from now.</param>
    /// <param name="cancellation">Stops between the steps; a share begun and not mailed is never used.</param>
    public async Task<ShareNote> RequestAsync(
        Bytes32 chainId, ReadOnlyMemory<byte> pid, Bytes32? recordId, string purpose, TimeSpan duration, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var visit = await session.Chains.VisitAsync(chainId, pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        var (proxy, enrolment) = await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false);
        var terms = new DelegationTerms
        {
            ChainId = chainId,
            Pid = pid,
            Scope = recordId is null ? GrantScope.Visit : GrantScope.Record,
            Target = recordId is { } record ? record.ToArray() : pid,
            Grantee = await SelfAsync(chainId, identity, cancellation).ConfigureAwait(false),
            Purpose = purpose,
            FromMillis = session.NowMillis,
            UntilMillis = session.NowMillis + (ulong)duration.TotalMilliseconds,
            Proxy = proxy,
        };
        var index = session.Keystore.TakeShare();
        using var key = session.Keystore.Keys.Delegation(index);
        using var delegation = DoctorDelegation.Begin(terms, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), key, identity.Key);
        var note = new ShareNote(delegation.ProxyHalf.ShareId, index, chainId, pid.ToArray(), recordId, terms.UntilMillis);
        session.Shelf.PutNote(ShelfKinds.Share, note.ShareId, note);

        var box = new LetterBox(session, identity, session.OwnSealing());
        await box.SendAsync(session.Settings.ManagerNode(), MailPurposes.DelegationProxy, proxy, enrolment.Sealing, delegation.ProxyHalf.ToBytes(), cancellation).ConfigureAwait(false);
        await box.SendAsync(PatientNode(chainId), MailPurposes.DelegationOffer, visit.Signing, visit.Sealing, delegation.Offer.ToBytes(), cancellation).ConfigureAwait(false);
        return note;
    }

    /// <summary>Shares this doctor asked for.</summary>
    public IReadOnlyList<ShareNote> List() => session.Shelf.Notes<ShareNote>(ShelfKinds.Share);

    /// <summary>The own hospital's node for its own patients; mail between hospitals goes through the system manager's.</summary>
    private NodeAddress PatientNode(Bytes32 chainId) =>
        chainId == session.Settings.Home() ? session.Settings.NodeFor(chainId) : session.Settings.ManagerNode();

    private async Task<Grantee> SelfAsync(Bytes32 chainId, LoginIdentity identity, CancellationToken cancellation)
    {
        var known = identity.ChainId == chainId || identity.ChainId == session.Settings.Registry();
        if (known)
        {
            return new Grantee { Key = identity.Key.PublicKey, ChainId = identity.ChainId, SealedHeader = default, EnrolmentProof = default };
        }

        var entry = await session.Chains.ProofAsync(identity.ChainId, StateKinds.Enrolment, identity.Key.PublicKey.ToArray(), identity, cancellation).ConfigureAwait(false);
        var proof = EnrolmentProof.Of(entry) ?? throw new RefusedException(Refusals.AuthorUnknown.With("the own key is not enrolled"));
        return new Grantee
        {
            Key = identity.Key.PublicKey,
            ChainId = identity.ChainId,
            SealedHeader = entry.Sealed.ToBytes(),
            EnrolmentProof = proof.ToBytes(),
        };
    }
}
