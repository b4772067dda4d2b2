using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Patients;

/// <summary>Doctors' offers that wait for the patient's answer, kept encrypted with the name of who wrote.</summary>
public sealed class OfferInbox(ClientSession session)
{
    /// <summary>Takes what is in the visit's mailbox. Nothing is checked yet: that happens when the patient answers, against the chain of then.</summary>
    public async Task<LetterRound> ReceiveAsync(VisitNote visit, CancellationToken cancellation)
    {
        var visits = new PatientVisits(session);
        return await visits.BoxOf(visit, visits.IdentityOf(visit)).ReceiveAsync(
            visits.MailNodesOf(visit),
            MailPurposes.DelegationOffer,
            (mail, content) =>
            {
                using var offer = DelegationOffer.Parse(content).OrRefuse();
                if (offer.Grant.Delegation is not PairingDelegation delegation)
                {
                    throw new RefusedException(Protocol.Refusals.KeyMalformed.With("delegation"));
                }

                if (!session.Shelf.Has(ShelfKinds.Offer, delegation.ShareId))
                {
                    session.Shelf.PutNote(ShelfKinds.Offer, delegation.ShareId, new OfferNote(visit.Pid, mail.Sender, content.ToArray()));
                }

                return Task.FromResult(true);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Shares offered for a visit.</summary>
    public IReadOnlyList<Bytes32> List(VisitNote visit) =>
        [.. session.Shelf.Ids(ShelfKinds.Offer).Where(id => Read(id).Pid.AsSpan().SequenceEqual(visit.Pid))];

    public OfferNote Read(Bytes32 shareId) =>
        session.Shelf.GetNote<OfferNote>(ShelfKinds.Offer, shareId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"offer {shareId}"));

    /// <summary>Declines: the offer is forgotten, and without the patient's half nothing can come of it.</summary>
    public void Decline(Bytes32 shareId) => session.Shelf.Remove(ShelfKinds.Offer, shareId);
}
