using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>What doctor k+1 checks of what doctor k handed on, before reading a word of it as the team's.</summary>
internal static class HandOverCheck
{
    /// <summary>The hand-over's record, if it is a step of this session and place, signed by who sends it.</summary>
    public static (Record Record, TeamStep Body)? StepOf(HandOver handOver, TeamTerms terms, Bytes32 sender) =>
        Record.Parse(handOver.Step.Span).Value is { Body: TeamStep step } record
        && record.ChainId == terms.ChainId
        && record.Author == sender
        && step.Sid == terms.Sid
        && step.Place == handOver.Place
        && terms.PlaceOf(sender) == step.Place
        && step.Attempt <= terms.Team.ResignMax + 1
        && SignedRecord.Verify(record).Ok
            ? (record, step)
            : null;

    /// <summary>What every doctor so far wrote, if each signed exactly this list.</summary>
    public static Parsed<TeamContent> ContentOf(byte[] draft, TeamStep step, TeamTerms terms)
    {
        var content = TeamContent.Parse(draft);
        if (!content.Ok || content.Value.Parts.Count != (int)step.Place)
        {
            return Refusals.HandOverInvalid.With("draft");
        }

        var commitments = content.Value.Commitments;
        if (commitments[^1] != step.Commitment)
        {
            return Refusals.CommitmentMismatch.With($"place {step.Place}");
        }

        return OrderedMultisignature.TryDecode(step.Signature.Span, out var signature)
            && signature.Verify(terms.StatementOf(commitments), terms.KeysOf(step.Place))
                ? content
                : Refusals.TeamSignatureInvalid.With($"place {step.Place}");
    }
}
