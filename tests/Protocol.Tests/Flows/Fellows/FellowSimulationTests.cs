using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Protocol.Tests.Flows.Fellows;

/// <summary>
/// Both machines over mail that comes late, twice, in any order or not yet, with a restart from the disk between any two
/// steps: whatever happens they end alike, and nothing is heard twice, out of order or by who has another symptom.
/// </summary>
public sealed class FellowSimulationTests
{
    private const int Runs = 120;
    private const int StepsMax = 400;
    private const int TextsMax = 4;

    private readonly Random random;

    public FellowSimulationTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void However_the_mail_comes_both_sides_end_alike()
    {
        for (var run = 0; run < Runs; run++)
        {
            var same = random.Next(2) == 0;
            var play = new Play(random, new FellowScene(same));
            for (var step = 0; step < StepsMax && !play.Over; step++)
            {
                play.Step();
            }

            Assert.True(play.Over, "mail that is all delivered in the end leaves nothing open");
            Assert.Equal(same ? FellowStage.Agreed : FellowStage.Ended, play.A.Stage);
            Assert.Equal(play.A.Stage, play.B.Stage);
            if (same)
            {
                Assert.Equal(play.A.SessionKey.ToArray(), play.B.SessionKey.ToArray());
                Assert.Equal(string.Concat(Enumerable.Range(0, TextsMax)), string.Concat(play.HeardByA));
                Assert.Equal(string.Concat(Enumerable.Range(0, TextsMax)), string.Concat(play.HeardByB));
            }
            else
            {
                Assert.Equal(("FELLOW_NOT_SAME", "FELLOW_NOT_SAME"), (play.A.Code, play.B.Code));
                Assert.Empty(play.HeardByA.Concat(play.HeardByB));
            }
        }
    }

    private sealed class Play
    {
        private readonly Random random;
        private readonly FellowScene scene;
        private readonly List<(bool ToA, Bytes32 Mail, FlowLetter Letter)> mail = [];

        public Play(Random random, FellowScene scene)
        {
            (this.random, this.scene) = (random, scene);
            A = FellowRun.Begin(scene.Ask, FellowScene.Parties, scene.SymptomA).Run;
            B = scene.Asked();
        }

        public FellowRun A { get; private set; }

        public FellowRun B { get; private set; }

        public List<string> HeardByA { get; } = [];

        public List<string> HeardByB { get; } = [];

        public bool Over => mail.Count == 0
            && ((A.Stage == FellowStage.Ended && B.Stage == FellowStage.Ended)
                || (A.Stage == FellowStage.Agreed && B.Stage == FellowStage.Agreed && HeardByA.Count == TextsMax && HeardByB.Count == TextsMax));

        public void Step()
        {
            switch (random.Next(6))
            {
                case 0:
                    A = FellowRun.Parse(A.ToBytes()).OrThrow();
                    B = FellowRun.Parse(B.ToBytes()).OrThrow();
                    break;
                case 1 when B.Stage == FellowStage.Asked:
                    using (var fresh = SecretScalar.Random())
                    {
                        Keep(toA: false, B.Answer(scene.SymptomB, FellowScene.Hash("nonce b"), fresh, FellowScene.Now));
                    }

                    break;
                case 2 when A.Stage == FellowStage.Agreed && A.Sent < TextsMax:
                    Keep(toA: true, A.Say(Encoding.UTF8.GetBytes($"{A.Sent}"), FellowScene.Now));
                    break;
                case 3 when B.Stage == FellowStage.Agreed && B.Sent < TextsMax:
                    Keep(toA: false, B.Say(Encoding.UTF8.GetBytes($"{B.Sent}"), FellowScene.Now));
                    break;
                default:
                    Deliver();
                    break;
            }
        }

        /// <summary>Any letter, in any order; a third of them stay in the box and come again.</summary>
        private void Deliver()
        {
            if (mail.Count == 0)
            {
                return;
            }

            var at = random.Next(mail.Count);
            var (toA, id, letter) = mail[at];
            var refusal = Take(toA, id, letter);
            if (refusal?.Code != "FELLOW_OUT_OF_ORDER" && random.Next(3) > 0)
            {
                mail.RemoveAt(at);
            }
        }

        private Refusal? Take(bool toA, Bytes32 id, FlowLetter letter)
        {
            var (run, sender) = toA ? (A, FellowScene.B.Signing.PublicKey) : (B, FellowScene.A.Signing.PublicKey);
            using var fresh = SecretScalar.Random();
            var content = letter.Content.Span;
            var turn = letter.Purpose switch
            {
                MailPurposes.FellowAnswer => run.TakeAnswer(FellowAnswer.Parse(content).OrThrow(), sender, id, fresh, FellowScene.A.Signing, FellowScene.Now),
                MailPurposes.FellowProof => run.TakeProof(FellowProof.Parse(content).OrThrow(), sender, id, FellowScene.B.Signing, FellowScene.Now),
                MailPurposes.FellowConfirmation => run.TakeConfirmation(FellowConfirmation.Parse(content).OrThrow(), sender, id, FellowScene.Now),
                MailPurposes.FellowEnd => run.TakeEnd(FellowEnd.Parse(content).OrThrow(), sender, id),
                _ => Hear(toA, run, sender, id, content),
            };
            Keep(toA, turn);
            return turn.Refusal;
        }

        private FlowTurn<FellowRun> Hear(bool toA, FellowRun run, Bytes32 sender, Bytes32 id, ReadOnlySpan<byte> content)
        {
            var heard = run.Hear(FellowTalk.Parse(content).OrThrow(), sender, id, FellowScene.Now);
            if (heard.Text is { } text)
            {
                (toA ? HeardByA : HeardByB).Add(Encoding.UTF8.GetString(text));
            }

            return heard.Turn;
        }

        private void Keep(bool toA, FlowTurn<FellowRun> turn)
        {
            if (toA)
            {
                A = turn.Run;
            }
            else
            {
                B = turn.Run;
            }

            mail.AddRange(turn.Letters.Select(letter => (!toA, scene.Mail(), letter)));
        }
    }
}
