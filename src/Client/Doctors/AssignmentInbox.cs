using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Doctors;

/// <summary>A doctor's assignments: from the hospital's mail, checked against the visit on the chain, kept encrypted.</summary>
public sealed class AssignmentInbox(ClientSession session)
{
    /// <summary>Takes what is in the mailbox. An assignment whose visit is in no block yet waits there.</summary>
    public async Task<LetterRound> ReceiveAsync(CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var genesis = await session.Chains.GenesisAsync(identity.ChainId, identity, cancellation).ConfigureAwait(false);
        var box = new LetterBox(session, identity, session.OwnSealing());
        return await box.ReceiveAsync(
            [session.Settings.NodeFor(identity.ChainId)],
            MailPurposes.Assignment,
            async (mail, content) =>
            {
                if (mail.Sender != genesis.Supernode.Signing)
                {
                    throw new RefusedException(Refusals.AuthorNotAllowed.With("an assignment is the hospital's"));
                }

                var assignment = DoctorAssignment.Parse(content).OrRefuse();
                var visit = await session.Chains.VisitAsync(assignment.ChainId, assignment.Pid, identity, cancellation).ConfigureAwait(false);
                if (visit is null)
                {
                    return false;
                }

                assignment.Contradicts(visit, session.OwnKeys.Among(visit.Doctors)).ThrowIfAny();
                session.Shelf.Put(ShelfKinds.Assignment, SecretShelf.IdOf(assignment.Pid.Span), content);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>All assignments kept.</summary>
    public IReadOnlyList<DoctorAssignment> List() =>
        [.. session.Shelf.Ids(ShelfKinds.Assignment).Select(id => DoctorAssignment.Parse(session.Shelf.Get(ShelfKinds.Assignment, id)).OrRefuse())];

    /// <summary>One assignment, by the beginning of its PID in hexadecimal or by the patient's ID; the only one when null.</summary>
    public DoctorAssignment Find(string? name)
    {
        var fitting = List().Where(assignment => name is null
            || assignment.Id == name
            || Convert.ToHexStringLower(assignment.Pid.Span).StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return Choice.Of(fitting, "assignment", name);
    }

    /// <summary>Forgets an assignment and its α.</summary>
    public void Forget(ReadOnlySpan<byte> pid) => session.Shelf.Remove(ShelfKinds.Assignment, SecretShelf.IdOf(pid));
}
