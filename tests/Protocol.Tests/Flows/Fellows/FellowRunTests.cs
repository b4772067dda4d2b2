using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Protocol.Tests.Flows.Fellows;

public sealed class FellowRunTests
{
    [Fact]
    public void Two_with_the_same_symptom_get_the_same_key()
    {
        var (a, b) = new FellowScene().Agreed();
        Assert.Equal(FellowStage.Agreed, a.Stage);
        Assert.Equal(FellowStage.Agreed, b.Stage);
        Assert.Equal(a.Sid, b.Sid);
        Assert.Equal(a.SessionKey.ToArray(), b.SessionKey.ToArray());
    }

    [Fact]
    public void Two_with_different_symptoms_learn_only_that()
    {
        var scene = new FellowScene(same: false);
        var (a, b, proof) = scene.Proved();
        var taken = scene.Take(b, proof);
        Assert.Equal("FELLOW_NOT_SAME", taken.Refusal!.Code);
        var end = FellowEnd.Parse(FellowScene.Only(taken, MailPurposes.FellowEnd)).OrThrow(); // no confirmation of B leaves
        var told = a.TakeEnd(end, FellowScene.B.Signing.PublicKey, scene.Mail());
        foreach (var run in new[] { taken.Run, told.Run })
        {
            Assert.Equal(FellowStage.Ended, run.Stage);
            Assert.Equal("FELLOW_NOT_SAME", run.Code);
            Assert.Throws<InvalidOperationException>(() => run.SessionKey.ToArray());
        }
    }

    [Fact]
    public void A_run_serves_one_guess()
    {
        var scene = new FellowScene(same: false);
        var (_, b, proof) = scene.Proved();
        var ended = scene.Take(b, proof).Run;
        Assert.Equal("FELLOW_ENDED", scene.Take(ended, proof).Refusal!.Code);
        using var fresh = SecretScalar.Random();
        Assert.Equal("FELLOW_ENDED", ended.Answer(scene.SymptomB, Bytes32.Zero, fresh, FellowScene.Now).Refusal!.Code);
        var (answered, answer) = scene.Answered();
        Assert.Equal("FELLOW_OUT_OF_ORDER", answered.Answer(scene.SymptomA, Bytes32.Zero, fresh, FellowScene.Now).Refusal!.Code);
        var proved = scene.Take(scene.Begin(), answer).Run;
        var again = scene.Take(proved, answer);
        Assert.Equal("FELLOW_OUT_OF_ORDER", again.Refusal!.Code);
        Assert.Same(proved, again.Run);
        Assert.Empty(again.Letters);
    }

    [Fact]
    public void Every_step_goes_on_from_its_bytes()
    {
        var scene = new FellowScene();
        var a = Restart(scene.Begin());
        var (answered, answer) = scene.Answered();
        var b = Restart(answered);
        var proved = scene.Take(a, answer);
        a = Restart(proved.Run);
        var agreed = scene.Take(b, FellowProof.Parse(FellowScene.Only(proved, MailPurposes.FellowProof)).OrThrow());
        b = Restart(agreed.Run);
        a = Restart(scene.Take(a, FellowConfirmation.Parse(FellowScene.Only(agreed, MailPurposes.FellowConfirmation)).OrThrow()).Run);
        Assert.Equal(a.SessionKey.ToArray(), b.SessionKey.ToArray());
        var (said, talk) = FellowScene.Say(a, "hello");
        a = Restart(said);
        Assert.Equal(1ul, a.Sent);
        var heard = b.Hear(talk, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now);
        Assert.Equal("hello", Encoding.UTF8.GetString(heard.Text!));
        Assert.Equal(1ul, Restart(heard.Turn.Run).Heard);
    }

    [Fact]
    public void The_same_mail_again_changes_nothing()
    {
        var scene = new FellowScene();
        var (_, b, proof) = scene.Proved();
        var mail = scene.Mail();
        var agreed = b.TakeProof(proof, FellowScene.A.Signing.PublicKey, mail, FellowScene.B.Signing, FellowScene.Now).Run;
        var again = agreed.TakeProof(proof, FellowScene.A.Signing.PublicKey, mail, FellowScene.B.Signing, FellowScene.Now);
        Assert.Same(agreed, again.Run);
        Assert.Null(again.Refusal);
        Assert.Empty(again.Letters);
    }

    [Fact]
    public void Strangers_change_nothing()
    {
        var scene = new FellowScene();
        var stranger = FellowScene.World.NewVisit("stranger").Signing.PublicKey;
        var (a, b, proof) = scene.Proved();
        var taken = b.TakeProof(proof, stranger, scene.Mail(), FellowScene.B.Signing, FellowScene.Now);
        Assert.Equal("FELLOW_STRANGER", taken.Refusal!.Code);
        Assert.Same(b, taken.Run);
        var end = new FellowEnd { AskId = scene.Ask.Id, Code = "FELLOW_CLOSED" };
        Assert.Same(a, a.TakeEnd(end, stranger, scene.Mail()).Run);
        Assert.Same(a, a.TakeEnd(new FellowEnd { AskId = Bytes32.Zero, Code = "FELLOW_CLOSED" }, FellowScene.B.Signing.PublicKey, scene.Mail()).Run);
        Assert.Equal("FELLOW_STRANGER", FellowRun.Asked(scene.Ask, FellowScene.Parties, stranger, scene.Mail(), FellowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_proof_that_the_visit_did_not_sign_ends_the_run()
    {
        var scene = new FellowScene();
        var (_, b, proof) = scene.Proved();
        var forged = new FellowProof { AskId = proof.AskId, Point = proof.Point, Confirmation = proof.Confirmation, Signature = FellowScene.B.Signing.Sign(Bytes32.Zero) };
        var taken = scene.Take(b, forged);
        Assert.Equal("FELLOW_SIGNATURE_INVALID", taken.Refusal!.Code);
        Assert.Equal(FellowStage.Ended, taken.Run.Stage);
    }

    [Fact]
    public void A_proof_of_another_run_ends_the_run()
    {
        var scene = new FellowScene();
        var (_, b, _) = scene.Proved();
        var (_, _, other) = scene.Proved();
        Assert.Equal("FELLOW_SIGNATURE_INVALID", scene.Take(b, other).Refusal!.Code);
    }

    [Fact]
    public void Ones_own_point_sent_back_ends_the_run()
    {
        var scene = new FellowScene();
        var (b, answer) = scene.Answered();
        var reflected = new FellowProof { AskId = scene.Ask.Id, Point = answer.Point, Confirmation = Bytes32.Zero, Signature = FellowScene.A.Signing.Sign(Bytes32.Zero) };
        Assert.Equal("FELLOW_REFLECTED", scene.Take(b, reflected).Refusal!.Code);
        using var fresh = SecretScalar.Random();
        var first = scene.Begin().TakeAnswer(answer, FellowScene.B.Signing.PublicKey, scene.Mail(), fresh, FellowScene.A.Signing, FellowScene.Now);
        var own = FellowProof.Parse(first.Letters[0].Content.Span).OrThrow().Point;
        var back = new FellowAnswer { AskId = scene.Ask.Id, Nonce = answer.Nonce, Point = own };
        Assert.Equal("FELLOW_REFLECTED", scene.Begin().TakeAnswer(back, FellowScene.B.Signing.PublicKey, scene.Mail(), fresh, FellowScene.A.Signing, FellowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_confirmation_sent_back_or_changed_gives_no_key()
    {
        var scene = new FellowScene();
        var (a, b, proof) = scene.Proved();
        var right = FellowConfirmation.Parse(scene.Take(b, proof).Letters[0].Content.Span).OrThrow();
        var reflected = new FellowConfirmation { AskId = right.AskId, Confirmation = proof.Confirmation, Signature = right.Signature };
        Assert.Equal("FELLOW_NOT_SAME", scene.Take(a, reflected).Refusal!.Code);
        var unsigned = new FellowConfirmation { AskId = right.AskId, Confirmation = right.Confirmation, Signature = proof.Signature };
        Assert.Equal("FELLOW_SIGNATURE_INVALID", scene.Take(a, unsigned).Refusal!.Code);
        Assert.Null(scene.Take(a, right).Refusal);
    }

    [Fact]
    public void Messages_before_their_turn_wait()
    {
        var scene = new FellowScene();
        var (a, b) = scene.Agreed();
        Assert.Equal("FELLOW_OUT_OF_ORDER", scene.Begin().Say("early"u8, FellowScene.Now).Refusal!.Code);
        var early = new FellowConfirmation { AskId = scene.Ask.Id, Confirmation = Bytes32.Zero, Signature = FellowScene.A.Signing.Sign(Bytes32.Zero) };
        Assert.Equal("FELLOW_OUT_OF_ORDER", scene.Take(scene.Begin(), early).Refusal!.Code);
        var (a1, first) = FellowScene.Say(a, "1");
        var (_, second) = FellowScene.Say(a1, "2");
        var heard = b.Hear(second, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now);
        Assert.Equal("FELLOW_OUT_OF_ORDER", heard.Turn.Refusal!.Code);
        Assert.Same(b, heard.Turn.Run);
        var inOrder = b.Hear(first, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now).Turn.Run;
        Assert.Equal("2", Encoding.UTF8.GetString(inOrder.Hear(second, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now).Text!));
    }

    [Fact]
    public void Messages_replayed_reflected_or_changed_are_not_heard()
    {
        var scene = new FellowScene();
        var (a, b) = scene.Agreed();
        var (said, talk) = FellowScene.Say(a, "secret");
        var heard = b.Hear(talk, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now).Turn.Run;
        Assert.Equal("FELLOW_REPLAYED", heard.Hear(talk, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now).Turn.Refusal!.Code);
        Assert.Equal("FELLOW_UNREADABLE", said.Hear(talk, FellowScene.B.Signing.PublicKey, scene.Mail(), FellowScene.Now).Turn.Refusal!.Code);
        var box = talk.Box.ToArray();
        box[0] ^= 1;
        var changed = b.Hear(new FellowTalk { AskId = talk.AskId, Number = 0, Box = box }, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Now);
        Assert.Equal("FELLOW_UNREADABLE", changed.Turn.Refusal!.Code);
        Assert.Null(changed.Text);
    }

    [Fact]
    public void Time_ends_asks_and_sessions()
    {
        var scene = new FellowScene();
        Assert.Equal("FELLOW_EXPIRED", FellowRun.Asked(scene.Ask, FellowScene.Parties, FellowScene.A.Signing.PublicKey, scene.Mail(), FellowScene.Expiry).Refusal!.Code);
        var (b, answer) = scene.Answered();
        var late = scene.Take(scene.Begin(), answer, FellowScene.Expiry);
        Assert.Equal("FELLOW_EXPIRED", late.Refusal!.Code);
        Assert.Equal(FellowStage.Ended, late.Run.Stage);
        Assert.Equal("FELLOW_EXPIRED", b.Tick(FellowScene.Expiry).Refusal!.Code);
        Assert.Null(b.Tick(FellowScene.Expiry - 1).Refusal);
        var (agreed, _) = scene.Agreed();
        Assert.Null(agreed.Tick(FellowScene.Expiry).Refusal);
        Assert.Equal("FELLOW_EXPIRED", agreed.Tick(FellowScene.Expiry + FellowLimits.SessionMillis).Refusal!.Code);
    }

    [Fact]
    public void Whoever_was_asked_may_say_no_and_either_may_end_it()
    {
        var scene = new FellowScene();
        var declined = scene.Asked().Close();
        Assert.Equal("FELLOW_DECLINED", declined.Run.Code);
        var told = scene.Begin().TakeEnd(FellowEnd.Parse(declined.Letters[0].Content.Span).OrThrow(), FellowScene.B.Signing.PublicKey, scene.Mail());
        Assert.Equal("FELLOW_DECLINED", told.Refusal!.Code);
        var (a, _) = scene.Agreed();
        Assert.Equal("FELLOW_CLOSED", a.Close().Run.Code);
        Assert.Equal("FELLOW_ENDED", a.Close().Run.Say("more"u8, FellowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void An_offer_is_the_visits_own_word_for_a_time()
    {
        var visit = FellowScene.A;
        var offer = FellowOffer.Sign(FellowScene.World.HospitalGenesis.ChainId, visit.Claim.Pid, FellowScene.Now, FellowScene.Now + 1000, 3, visit.Signing);
        Assert.Null(FellowOffer.Parse(offer.ToBytes()).OrThrow().Refuses(visit.Signing.PublicKey, FellowScene.Now));
        Assert.Equal("FELLOW_NOT_OFFERED", offer.Refuses(visit.Signing.PublicKey, FellowScene.Now + 1000)!.Code);
        Assert.Equal("FELLOW_OFFER_INVALID", offer.Refuses(FellowScene.B.Signing.PublicKey, FellowScene.Now)!.Code);
        var endless = FellowOffer.Sign(offer.ChainId, offer.Pid, FellowScene.Now, FellowScene.Now + FellowLimits.OfferMillisMax + 1, 3, visit.Signing);
        Assert.Equal("FELLOW_OFFER_INVALID", endless.Refuses(visit.Signing.PublicKey, FellowScene.Now)!.Code);
    }

    private static FellowRun Restart(FellowRun run) => FellowRun.Parse(run.ToBytes()).OrThrow();
}
