using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class SigningRunTests
{
    private readonly SigningScene scene = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Every_doctor_signs_in_turn_and_the_last_holds_what_all_wrote(int size)
    {
        var team = new SigningScene(size);
        var last = team.All()[^1];
        Assert.Equal(Enumerable.Range(0, size).Select(index => $"finding {index}"), last.Content.Parts.Select(part => Encoding.UTF8.GetString(part.Message.Span)), StringComparer.Ordinal);
    }

    [Fact]
    public void Out_of_turn_the_doctor_hears_whose_turn_it_is()
    {
        var turn = scene.Sign(scene.Await(1), 1);
        Assert.Equal("NOT_YOUR_TURN", turn.Refusal?.Code);
        Assert.Contains(scene.Flow.Doctors[0].Key.ToString(), turn.Refusal!.Detail, StringComparison.Ordinal);
        Assert.Equal("NOT_YOUR_TURN", scene.Sign(scene.First().Run, 0).Refusal?.Code);
    }

    [Fact]
    public void A_late_doctor_does_not_sign()
    {
        var due = scene.Await(0).DueMillis;
        Assert.Null(scene.Sign(scene.Await(0), 0, now: due).Refusal);
        Assert.Equal("DEADLINE_PASSED", scene.Sign(scene.Await(0), 0, now: due + 1).Run.Code);
        Assert.Equal("DEADLINE_PASSED", scene.Await(0).Tick(due + 1).Run.Code);
        Assert.Equal(SigningStage.Ready, scene.Await(0).Tick(due).Run.Stage);
        var second = scene.Await(1);
        Assert.Equal("DEADLINE_PASSED", scene.Take(second, 1, scene.First().Letter, second.DueMillis + 1).Run.Code);
        Assert.Equal("DEADLINE_PASSED", second.Tick(second.DueMillis + 1).Run.Code);
        Assert.Equal("DEADLINE_PASSED", scene.Sign(second, 1, now: second.DueMillis + 1).Run.Code);
    }

    [Fact]
    public void Time_does_not_undo_what_was_signed()
    {
        var signed = scene.First().Run;
        Assert.Same(signed, signed.Tick(ulong.MaxValue).Run);
    }

    [Fact]
    public void A_bad_signature_is_asked_for_again_and_the_next_one_taken()
    {
        var (first, letter) = scene.First();
        var bad = scene.Take(scene.Await(1), 1, scene.Change(letter, step: StepWith(first, signature: OtherSignature())));
        Assert.Equal("TEAM_SIGNATURE_INVALID", bad.Refusal?.Code);
        var request = Assert.Single(bad.Letters);
        Assert.Equal(scene.Flow.Doctors[0].Key, request.Recipient);
        Assert.True(HandOverRequest.Parse(request.Content.Span).OrThrow().SignAgain);

        var ready = scene.Request(first, 0, request);
        Assert.Equal(SigningStage.Ready, ready.Run.Stage);
        var again = scene.Sign(SigningScene.Restarted(ready.Run), 0, ready.Run.OwnPart);
        Assert.Equal(2u, ((TeamStep)again.Run.Step!.Body).Attempt);
        Assert.Null(scene.Take(bad.Run, 1, again.Letters[0]).Refusal);
    }

    [Fact]
    public void A_signature_that_the_chain_refused_is_no_attempt()
    {
        var signed = scene.First().Run;
        Assert.Same(signed, signed.Counting(0)); // while it stands it counts
        var ready = scene.Request(signed, 0, SignAgain(scene)).Run;
        Assert.Equal(1u, ready.Attempts);
        Assert.Equal(1u, ((TeamStep)scene.Sign(ready.Counting(0), 0, ready.OwnPart).Run.Step!.Body).Attempt);
        Assert.Equal(2u, ((TeamStep)scene.Sign(ready.Counting(1), 0, ready.OwnPart).Run.Step!.Body).Attempt);
        Assert.Equal("RESIGN_LIMIT", scene.Sign(ready.Counting(3), 0, ready.OwnPart).Run.Code);
    }

    [Fact]
    public void A_signature_in_place_of_one_that_the_chain_refused_is_taken_and_none_twice()
    {
        var (first, letter) = scene.First();
        var taken = scene.Take(scene.Await(1), 1, letter).Run;
        Assert.Equal("STEP_SUPERSEDED", scene.Take(taken, 1, letter).Refusal?.Code);
        var ready = scene.Request(first, 0, SignAgain(scene)).Run.Counting(0);
        var other = scene.Take(taken, 1, scene.Sign(ready, 0, SigningScene.Part(0, "better finding")).Letters[0]);
        Assert.Null(other.Refusal);
        Assert.Equal("better finding 0", Encoding.UTF8.GetString(other.Run.Content.Parts[0].Message.Span));
    }

    [Fact]
    public void A_doctor_asks_again_at_most_N_times()
    {
        var (first, letter) = scene.First();
        var run = scene.Await(1);
        for (var asked = 1u; asked <= 2; asked++)
        {
            run = scene.Take(run, 1, scene.Change(letter, step: StepWith(first, signature: OtherSignature()))).Run;
            Assert.Equal(asked, run.Requests);
        }

        var ended = scene.Take(run, 1, scene.Change(letter, step: StepWith(first, signature: OtherSignature())));
        Assert.Equal("RESIGN_LIMIT", ended.Run.Code);
        Assert.Empty(ended.Letters);
        Assert.Equal("TEAM_EXPIRED", scene.Take(ended.Run, 1, letter).Refusal?.Code);
    }

    [Fact]
    public void A_doctor_signs_at_most_N_plus_1_times_and_keeps_what_was_signed()
    {
        var (run, _) = scene.First();
        for (var attempt = 2u; attempt <= 3; attempt++)
        {
            run = scene.Sign(scene.Request(run, 0, SignAgain(scene)).Run, 0).Run;
            Assert.Equal(attempt, run.Attempts);
        }

        var refused = scene.Request(run, 0, SignAgain(scene));
        Assert.Equal("RESIGN_LIMIT", refused.Refusal?.Code);
        Assert.Equal(SigningStage.Signed, refused.Run.Stage);
    }

    [Fact]
    public void A_commitment_that_does_not_open_is_noticed()
    {
        var (_, letter) = scene.First();
        var other = new TeamContent { Parts = [SigningScene.Part(0, "another finding")] };
        Assert.Equal("COMMITMENT_MISMATCH", scene.Take(scene.Await(1), 1, scene.Change(letter, draft: Sealed(other, 1))).Refusal?.Code);
    }

    [Fact]
    public void An_earlier_part_changed_on_the_way_is_noticed()
    {
        // Doctor 2 hands doctor 3 another list than doctor 1 signed, with an own part that is right.
        var (_, letter) = scene.First();
        var second = scene.Sign(scene.Take(scene.Await(1), 1, letter).Run, 1);
        var forged = new TeamContent { Parts = [SigningScene.Part(0, "another finding"), SigningScene.Part(1)] };
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Take(scene.Await(2), 2, scene.Change(second.Letters[0], draft: Sealed(forged, 2))).Refusal?.Code);
    }

    [Fact]
    public void Reordered_signers_are_noticed()
    {
        var (_, letter) = scene.First();
        var second = scene.Sign(scene.Take(scene.Await(1), 1, letter).Run, 1);
        var swapped = new TeamContent { Parts = [SigningScene.Part(1), SigningScene.Part(0)] };
        Assert.Equal("COMMITMENT_MISMATCH", scene.Take(scene.Await(2), 2, scene.Change(second.Letters[0], draft: Sealed(swapped, 2))).Refusal?.Code);
    }

    [Fact]
    public void A_draft_of_another_place_or_key_does_not_open()
    {
        var (_, letter) = scene.First();
        var content = new TeamContent { Parts = [SigningScene.Part(0)] };
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, draft: Sealed(content, 2))).Refusal?.Code);
        var other = TeamGroupKey.SealDraft(new byte[32], scene.Terms.Sid, 1, content.ToBytes());
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, draft: other)).Refusal?.Code);
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, draft: Sealed(TeamContent.Empty, 1))).Refusal?.Code);
    }

    [Fact]
    public void A_step_that_its_doctor_did_not_sign_is_no_hand_over()
    {
        var (first, letter) = scene.First();
        var step = first.Step!;
        var unsigned = Record.Assemble(step.ChainId, step.Author, step.IssuedAtMillis, step.Body, new Signature64(new byte[64]));
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, step: unsigned)).Refusal?.Code);
        var by = Record.Sign(step.ChainId, step.IssuedAtMillis, step.Body, scene.Flow.Doctors[2].Signing);
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, step: by)).Refusal?.Code);
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, place: 2)).Refusal?.Code);
        Assert.Equal("HAND_OVER_INVALID", scene.Take(scene.Await(1), 1, scene.Change(letter, step: scene.Flow.Team.Open())).Refusal?.Code);
    }

    [Fact]
    public void A_lost_hand_over_is_handed_on_again_without_a_new_signature()
    {
        var (first, _) = scene.First();
        var asked = scene.Await(1).Ask(SigningScene.Now);
        var again = scene.Request(SigningScene.Restarted(first), 0, asked.Letters[0]);
        Assert.Equal(1u, again.Run.Attempts);
        Assert.Null(scene.Take(SigningScene.Restarted(asked.Run), 1, Assert.Single(again.Letters)).Refusal);
    }

    [Fact]
    public void Asking_for_a_lost_hand_over_ends_too()
    {
        var run = scene.Await(1).Ask(SigningScene.Now).Run.Ask(SigningScene.Now).Run;
        Assert.Equal("RESIGN_LIMIT", run.Ask(SigningScene.Now).Run.Code);
        Assert.Equal("DEADLINE_PASSED", scene.Await(1).Ask(scene.Await(1).DueMillis + 1).Run.Code);
    }

    [Fact]
    public void After_an_earlier_doctor_signed_again_so_does_the_next_with_the_own_part()
    {
        var (first, letter) = scene.First();
        var second = scene.Sign(scene.Take(scene.Await(1), 1, letter).Run, 1).Run;
        var renewed = scene.Sign(scene.Request(first, 0, SignAgain(scene)).Run, 0, SigningScene.Part(0, "second thoughts"));
        var ready = scene.Take(second, 1, renewed.Letters[0]);
        Assert.Null(ready.Refusal);
        Assert.Equal(SigningStage.Ready, ready.Run.Stage);
        var again = scene.Sign(SigningScene.Restarted(ready.Run), 1, ready.Run.OwnPart);
        Assert.Equal(2u, again.Run.Attempts);
        Assert.Equal(renewed.Run.Step!.Id, ((TeamStep)again.Run.Step!.Body).Previous);
        Assert.Null(scene.Take(scene.Await(2), 2, again.Letters[0]).Refusal);
    }

    [Fact]
    public void A_replayed_hand_over_changes_nothing()
    {
        var (_, letter) = scene.First();
        var second = scene.Sign(scene.Take(scene.Await(1), 1, letter).Run, 1).Run;
        var replayed = scene.Take(second, 1, letter);
        Assert.Equal("STEP_SUPERSEDED", replayed.Refusal?.Code);
        Assert.Equal(second.Step!.Id, replayed.Run.Step?.Id);
        Assert.Equal(SigningStage.Signed, replayed.Run.Stage);
    }

    [Fact]
    public void The_same_mail_read_again_after_a_crash_changes_nothing()
    {
        var (_, letter) = scene.First();
        var mail = scene.Flow.Mail();
        var handOver = HandOver.Parse(letter.Content.Span).OrThrow();
        var taken = SigningScene.Restarted(scene.Await(1).TakeHandOver(handOver, scene.Flow.Doctors[0].Key, mail, scene.Keys[1], SigningScene.Now).Run);
        var again = taken.TakeHandOver(handOver, scene.Flow.Doctors[0].Key, mail, scene.Keys[1], SigningScene.Now);
        Assert.Same(taken, again.Run);
        Assert.Null(again.Refusal);
    }

    [Fact]
    public void Only_neighbours_are_heard()
    {
        var (first, letter) = scene.First();
        var run = scene.Await(1);
        var handOver = HandOver.Parse(letter.Content.Span).OrThrow();
        foreach (var sender in (Party[])[scene.Flow.Doctors[2], scene.Flow.World.Hospital, scene.Flow.World.Doctor("stranger")])
        {
            var turn = run.TakeHandOver(handOver, sender.Key, scene.Flow.Mail(), scene.Keys[1], SigningScene.Now);
            Assert.Equal("TEAM_STRANGER", turn.Refusal?.Code);
            Assert.Same(run, turn.Run);
        }

        var request = HandOverRequest.Parse(SignAgain(scene).Content.Span).OrThrow();
        Assert.Same(first, first.TakeRequest(request, scene.Flow.Doctors[2].Key, scene.Flow.Mail(), scene.Keys[0], SigningScene.Now).Run);
    }

    [Fact]
    public void More_than_a_mail_holds_is_refused_before_it_is_signed()
    {
        var large = new TeamPart(TeamWork.Salt(1), new byte[FlowLimits.TeamDraftBytesMax]);
        var turn = scene.Sign(scene.Await(0), 0, large);
        Assert.Equal("MAIL_TOO_LARGE", turn.Refusal?.Code);
        Assert.Equal(SigningStage.Ready, turn.Run.Stage);
        var fits = scene.Sign(scene.Await(0), 0, new TeamPart(TeamWork.Salt(1), new byte[FlowLimits.TeamDraftBytesMax - 64]));
        var sealing = scene.Flow.Doctors[1].Sealing.PublicKey;
        var mail = SignedMail.Write(new MailLetter(fits.Letters[0].Purpose, scene.Terms.ChainId, fits.Letters[0].Recipient, TeamFlowMail, ulong.MaxValue), scene.Flow.Doctors[0].Signing, sealing, fits.Letters[0].Content.Span);
        Assert.True(SignedMail.Parse(mail.ToBytes()).Ok);
    }

    [Fact]
    public void Nothing_that_leaves_says_what_a_doctor_wrote()
    {
        var marker = Encoding.UTF8.GetBytes("marker 5f0c9a");
        var signed = scene.Sign(scene.Await(0), 0, new TeamPart(TeamWork.Salt(1), marker));
        Assert.Equal(-1, signed.Letters[0].Content.Span.IndexOf(marker));
        Assert.Equal(-1, signed.Run.Step!.Bytes.Span.IndexOf(marker));
        Assert.DoesNotContain("marker", $"{signed.Run} {signed.Run.Content} {signed.Run.OwnPart}", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_byte_of_a_hand_over_counts()
    {
        var (_, letter) = scene.First();
        var bytes = letter.Content.ToArray();
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x10;
            if (HandOver.Parse(changed).Value is { } handOver)
            {
                Assert.NotNull(scene.Take(scene.Await(1), 1, handOver).Refusal);
            }
        }
    }

    private static Bytes32 TeamFlowMail => new(Enumerable.Repeat((byte)9, 32).ToArray());

    /// <summary>What the doctor after <paramref name="team"/>'s first would mail.</summary>
    private static FlowLetter SignAgain(SigningScene team)
    {
        var request = new HandOverRequest { ChainId = team.Terms.ChainId, Sid = team.Terms.Sid, Place = 1, SignAgain = true };
        return new FlowLetter(MailPurposes.HandOverRequest, team.Flow.Doctors[0].Key, request.ToBytes());
    }

    private byte[] Sealed(TeamContent content, uint place) =>
        TeamGroupKey.SealDraft(TeamFlowScene.SecretOf(scene.RunBytes), scene.Terms.Sid, place, content.ToBytes());

    private byte[] OtherSignature() => ((TeamStep)scene.Sign(scene.Await(0), 0, SigningScene.Part(0, "other")).Run.Step!.Body).Signature.ToArray();

    private Record StepWith(SigningRun run, byte[] signature)
    {
        var body = (TeamStep)run.Step!.Body;
        return Record.Sign(scene.Terms.ChainId, SigningScene.Now, new TeamStep
        {
            Sid = body.Sid,
            Previous = body.Previous,
            Place = body.Place,
            Attempt = body.Attempt,
            Commitment = body.Commitment,
            Signature = signature,
        }, scene.Flow.Doctors[0].Signing);
    }
}
