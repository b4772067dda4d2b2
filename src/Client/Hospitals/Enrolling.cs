using HospitalChain.Client.Api;
using HospitalChain.Client.Records;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Hospitals;

/// <summary>Puts offered enrolments on the own chain: doctors by a hospital, everyone else by the system manager.</summary>
public sealed class Enrolling(ClientSession session)
{
    /// <summary>Signs and submits one.</summary>
    public Task<RecordStatus> EnrolAsync(EnrolmentOffer offer, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        if (offer.ChainId != identity.ChainId)
        {
            throw new RefusedException(Refusals.WrongChain.With($"the offer is for chain {offer.ChainId}"));
        }

        var record = Record.Sign(identity.ChainId, session.NowMillis, offer.Body, identity.Key);
        return new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation);
    }

    /// <summary>Closes a visit whose key was lost or stolen: its grants end with it.</summary>
    public Task<RecordStatus> CloseVisitAsync(ReadOnlyMemory<byte> pid, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var record = Record.Sign(identity.ChainId, session.NowMillis, new CloseVisit { Pid = pid }, identity.Key);
        return new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation);
    }
}
