using HospitalChain.Client.Api;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Keys;

/// <summary>Ends a party's key on the own chain: the own one, a hospital its doctors', the system manager any party's of the registry.</summary>
public sealed class Retiring(ClientSession session)
{
    /// <summary>Signs and submits.</summary>
    /// <param name="party">The key in force of who leaves; null for the own one.</param>
    /// <param name="wait">How long to wait for its block.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<RecordStatus> RetireAsync(Bytes32? party, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var record = Record.Sign(identity.ChainId, session.NowMillis, new Retire { Party = party ?? identity.Key.PublicKey }, identity.Key);
        return new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation);
    }
}
