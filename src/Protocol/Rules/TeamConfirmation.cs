using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// What a cloud confirms with its receipt for a team's content (chain.md §4.2): on the chain that it follows and verified,
/// all doctors of the session have signed, and the last of them is who stores.
/// </summary>
public static class TeamConfirmation
{
    /// <summary>
    /// The only ctx under which a cloud may sign a receipt for this content; a cloud compares it with the one it was asked
    /// for before it signs.
    /// </summary>
    /// <param name="chain">The hospital's chain as the cloud has it.</param>
    /// <param name="sid">The session.</param>
    /// <param name="doctor">Who stores.</param>
    /// <param name="contentHash">SHA-256 of the stored ciphertext.</param>
    /// <param name="context">ctx, or zero with a refusal.</param>
    /// <returns>Why the cloud must not confirm; null when it may.</returns>
    public static Refusal? Refuses(ChainState chain, Bytes32 sid, Bytes32 doctor, Bytes32 contentHash, out Bytes32 context)
    {
        context = default;
        if (TeamProgress.Of(chain.Entries, sid) is not { } progress)
        {
            return Refusals.TeamUnknown.With(sid.ToString());
        }

        var refusal = progress.PlaceOf(doctor, chain.Entries) == 0 ? Refusals.DoctorNotAssigned.With("to this team")
            : progress.Team.Finished ? Refusals.TeamFinished
            : !progress.AllSigned || !chain.Entries.AreOneParty(progress.NextDoctor, doctor) ? Refusals.NotYourTurn.With(progress.Turn())
            : chain.Entries.Credit(doctor) is { Expelled: true } ? Refusals.AuthorExpelled
            : null;
        if (refusal is null)
        {
            var visit = chain.Entries.Visit(progress.Team.Pid.Span)!;
            context = RecordContext.ForTeam(
                chain.ChainId, doctor, progress.Team.Pid.Span, visit.VisitKey.Span, contentHash, sid, [.. progress.Commitments]);
        }

        return refusal;
    }
}
