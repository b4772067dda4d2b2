using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Teams;

/// <summary>
/// A visit's trapdoor for teams' records (crypto.md §6): made by the patient, who knows α and p_j, mailed to a doctor who
/// has consent, and tested there on what the proxy delivers.
/// </summary>
public sealed class TeamTrapdoors(ClientSession session)
{
    /// <summary>The patient makes the trapdoor of a visit and mails it.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="doctor">Signing key of the doctor who reads.</param>
    /// <param name="doctorChainId">That doctor's hospital's chain.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SendAsync(VisitNote visit, Bytes32 doctor, Bytes32 doctorChainId, CancellationToken cancellation)
    {
        var visits = new PatientVisits(session);
        var identity = visits.IdentityOf(visit);
        var enrolment = await session.Chains.EnrolmentAsync(doctorChainId, doctor, identity, cancellation).ConfigureAwait(false);
        if (enrolment is not { Role: PartyRole.Doctor })
        {
            throw new RefusedException(Refusals.DoctorUnknown.With(doctor.ToString()));
        }

        using var visitKey = new PatientVisits(session).KeyOf(visit);
        var alpha = visit.Alpha ?? throw new RefusedException(ClientRefusals.NotFoundHere.With("α of this visit"));
        var trapdoor = new TeamTrapdoor { ChainId = visit.ChainId, Pid = visit.Pid, Trapdoor = Bc22Trapdoor.Make(visitKey, alpha).Encoded.ToArray() };
        var node = doctorChainId == visit.ChainId ? session.Settings.NodeFor(visit.ChainId) : session.Settings.ManagerNode();
        await visits.BoxOf(visit, identity).SendAsync(node, MailPurposes.TeamTrapdoor, doctor, enrolment.Sealing, trapdoor.ToBytes(), cancellation).ConfigureAwait(false);
    }

    /// <summary>The doctor takes what patients sent; who mails is the visit's own key, as the chain has it.</summary>
    public async Task<LetterRound> ReceiveAsync(CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var home = session.Settings.NodeFor(identity.ChainId);
        return await new LetterBox(session, identity, session.OwnSealing()).ReceiveAsync(
            session.Settings.Manager is { } manager ? [home, manager] : [home],
            MailPurposes.TeamTrapdoor,
            async (mail, content) =>
            {
                var trapdoor = TeamTrapdoor.Parse(content).OrRefuse();
                var visit = await session.Chains.VisitAsync(trapdoor.ChainId, trapdoor.Pid, identity, cancellation).ConfigureAwait(false)
                    ?? throw new RefusedException(Refusals.VisitUnknown);
                if (visit.Signing != mail.Sender)
                {
                    throw new RefusedException(Refusals.AuthorNotAllowed.With("a trapdoor is the patient's"));
                }

                session.Shelf.Put(ShelfKinds.TeamTrapdoor, SecretShelf.IdOf(trapdoor.Pid.Span), content);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether a delivered capsule is of the visit; null where no trapdoor of the visit is here.</summary>
    internal bool? Test(ReadOnlySpan<byte> pid, VerifiedBc22Capsule capsule, SecretScalar secret) =>
        session.Shelf.Get(ShelfKinds.TeamTrapdoor, SecretShelf.IdOf(pid)) is { } content
            && Bc22Trapdoor.TryDecode(TeamTrapdoor.Parse(content).OrRefuse().Trapdoor.Span, out var trapdoor)
                ? Bc22Trapdoor.Test(secret, capsule, trapdoor)
                : null;
}
