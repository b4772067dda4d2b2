using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// The last doctor's finish (BC22 §4.4): all signatures stand on the chain and are over what this doctor holds, so the
/// content can be sealed to the patient, stored and submitted. Only <see cref="Check"/> makes one.
/// </summary>
public sealed class TeamFinish
{
    private readonly TeamTerms terms;
    private readonly IReadOnlyList<TeamStepEntry> steps;

    private TeamFinish(TeamTerms terms, TeamContent content, IReadOnlyList<TeamStepEntry> steps) => (this.terms, Content, this.steps) = (terms, content, steps);

    /// <summary>What all doctors wrote; its bytes are the plaintext to store.</summary>
    public TeamContent Content { get; }

    /// <param name="run">The last doctor's run, signed.</param>
    /// <param name="progress">The session as the chain has it now.</param>
    public static Parsed<TeamFinish> Check(SigningRun run, TeamProgress progress)
    {
        if (run.Stage != SigningStage.Signed || run.Place != run.Terms.Size || !progress.AllSigned)
        {
            return Refusals.NotYourTurn.With(progress.Turn());
        }

        return progress.Team.Finished ? Refusals.TeamFinished
            : progress.Sid != run.Terms.Sid || !progress.Commitments.SequenceEqual(run.Content.Commitments) ? Refusals.StepSuperseded.With("the chain has other signatures")
            : new TeamFinish(run.Terms, run.Content, [.. progress.Steps.Select(step => step!)]);
    }

    /// <summary>ctx of the diagnosis: for the capsule, and for the cloud's receipt.</summary>
    /// <param name="visitKey">PK_j, 48 bytes.</param>
    /// <param name="contentHash">SHA-256 of the stored ciphertext.</param>
    public Bytes32 ContextOf(ReadOnlySpan<byte> visitKey, Bytes32 contentHash) => RecordContext.ForTeam(
        terms.ChainId, terms.DoctorAt(terms.Size), terms.Team.Pid.Span, visitKey, contentHash, terms.Sid, [.. Content.Commitments]);

    /// <summary>The record, once the cloud has confirmed with its receipt.</summary>
    /// <param name="capsule">BC22 capsule under <see cref="ContextOf"/>, 400 bytes.</param>
    /// <param name="receipt">The cloud's.</param>
    /// <param name="doctor">The last doctor's signing key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public Record Compose(ReadOnlyMemory<byte> capsule, ContentReceipt receipt, SigningKey doctor, ulong nowMillis) => Record.Sign(
        terms.ChainId,
        nowMillis,
        new TeamDiagnosis
        {
            Sid = terms.Sid,
            Pid = terms.Team.Pid,
            Steps = [.. steps.Select(step => new SignedStep(step.RecordId, step.Commitment))],
            Signature = steps[^1].Signature,
            Capsule = capsule,
            Content = receipt,
        },
        doctor);
}
