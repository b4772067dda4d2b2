using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Emergencies;

/// <summary>What the hospital told a patient about emergencies; each notice is a pointer to a record that is then proven.</summary>
public sealed class EmergencyNotices(ClientSession session)
{
    private readonly PatientVisits visits = new(session);

    /// <summary>Takes the notices in the visit's mailbox and keeps them.</summary>
    public async Task<LetterRound> ReceiveAsync(VisitNote visit, CancellationToken cancellation)
    {
        var identity = visits.IdentityOf(visit);
        var genesis = await session.Chains.GenesisAsync(visit.ChainId, identity, cancellation).ConfigureAwait(false);
        return await visits.BoxOf(visit, identity).ReceiveAsync(
            visits.MailNodesOf(visit),
            MailPurposes.BreakGlassNotice,
            (mail, content) =>
            {
                var notice = EmergencyNotice.Parse(content).OrRefuse();
                if (mail.Sender != genesis.Supernode.Signing || !notice.Pid.Span.SequenceEqual(visit.Pid))
                {
                    throw new RefusedException(Refusals.AuthorNotAllowed.With("a notice is the hospital's, to the visit it is about"));
                }

                session.Shelf.Put(ShelfKinds.EmergencyNotice, notice.RecordId, content);
                return Task.FromResult(true);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The records that the notices name, each proven, in the order of their time.</summary>
    public async Task<IReadOnlyList<Record>> ReadAsync(VisitNote visit, CancellationToken cancellation)
    {
        var records = new List<Record>();
        foreach (var id in session.Shelf.Ids(ShelfKinds.EmergencyNotice))
        {
            var notice = EmergencyNotice.Parse(session.Shelf.Get(ShelfKinds.EmergencyNotice, id)).OrRefuse();
            if (notice.Pid.Span.SequenceEqual(visit.Pid))
            {
                records.Add((await session.Chains.RecordAsync(visit.ChainId, id, visits.IdentityOf(visit), cancellation).ConfigureAwait(false)).Record);
            }
        }

        return [.. records.OrderBy(record => record.IssuedAtMillis).ThenBy(record => record.Id)];
    }
}
