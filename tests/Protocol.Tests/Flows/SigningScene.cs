using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>A team that has its group key and passes a diagnosis along.</summary>
internal sealed class SigningScene
{
    public const ulong Now = TeamFlowScene.Now;

    public SigningScene(int size = 3, uint resignMax = 2)
    {
        Flow = new TeamFlowScene(size, resignMax);
        var (hospital, doctors) = Flow.Exchange();
        Keys = [.. doctors.Select(run => run.Key!)];
        RunBytes = hospital.ToBytes();
    }

    public TeamFlowScene Flow { get; }

    public IReadOnlyList<TeamKey> Keys { get; }

    /// <summary>The hospital's run, whose last bytes are the group key.</summary>
    public byte[] RunBytes { get; }

    public TeamTerms Terms => Flow.Terms;

    public static TeamPart Part(int index, string words = "finding") => new(TeamWork.Salt((uint)index + 1), Encoding.UTF8.GetBytes($"{words} {index}"));

    public SigningRun Await(int index) => SigningRun.Await(Terms, Flow.Doctors[index].Key);

    public FlowTurn<SigningRun> Sign(SigningRun run, int index, TeamPart? part = null, ulong now = Now)
    {
        using var multisignature = Flow.Doctors[index].Keys.Multisignature(0);
        return run.Sign(part ?? Part(index), multisignature, Flow.Doctors[index].Signing, Keys[index], now);
    }

    /// <summary>Doctor <paramref name="index"/> takes what the one before handed on.</summary>
    public FlowTurn<SigningRun> Take(SigningRun run, int index, FlowLetter letter, ulong now = Now) =>
        Take(run, index, HandOver.Parse(letter.Content.Span).OrThrow(), now);

    public FlowTurn<SigningRun> Take(SigningRun run, int index, HandOver handOver, ulong now = Now) =>
        run.TakeHandOver(handOver, Flow.Doctors[index - 1].Key, Flow.Mail(), Keys[index], now);

    /// <summary>Doctor <paramref name="index"/> is asked by the one after.</summary>
    public FlowTurn<SigningRun> Request(SigningRun run, int index, FlowLetter letter, ulong now = Now) =>
        run.TakeRequest(HandOverRequest.Parse(letter.Content.Span).OrThrow(), Flow.Doctors[index + 1].Key, Flow.Mail(), Keys[index], now);

    /// <summary>The first doctor's hand-over.</summary>
    public (SigningRun Run, FlowLetter Letter) First()
    {
        var signed = Sign(Await(0), 0);
        return (signed.Run, Assert.Single(signed.Letters));
    }

    /// <summary>Everyone signs in turn, each restarting from its bytes before and after.</summary>
    public IReadOnlyList<SigningRun> All()
    {
        var runs = new List<SigningRun>();
        FlowLetter? letter = null;
        for (var i = 0; i < Flow.Doctors.Count; i++)
        {
            var run = Restarted(Await(i));
            if (letter is not null)
            {
                var taken = Take(run, i, letter);
                Assert.Null(taken.Refusal);
                run = Restarted(taken.Run);
            }

            var signed = Sign(run, i);
            Assert.Null(signed.Refusal);
            runs.Add(Restarted(signed.Run));
            letter = signed.Letters.SingleOrDefault();
            Assert.Equal(i == Flow.Doctors.Count - 1, letter is null);
        }

        return runs;
    }

    /// <summary>The hand-over with parts of another.</summary>
    public HandOver Change(FlowLetter letter, Record? step = null, byte[]? draft = null, uint? place = null)
    {
        var right = HandOver.Parse(letter.Content.Span).OrThrow();
        return new HandOver
        {
            ChainId = right.ChainId,
            Sid = right.Sid,
            Place = place ?? right.Place,
            Step = step?.Bytes ?? right.Step,
            SealedDraft = draft ?? right.SealedDraft,
        };
    }

    public static SigningRun Restarted(SigningRun run) => SigningRun.Parse(run.ToBytes()).OrThrow();
}
