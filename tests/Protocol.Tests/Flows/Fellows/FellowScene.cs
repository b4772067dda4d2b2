using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Fellows;

/// <summary>Two patients, A who asks and B who is asked, and what they mail carried by hand.</summary>
internal sealed class FellowScene
{
    public const ulong Now = World.StartMillis + 1000;
    public const ulong Expiry = Now + 60_000;
    private uint mails;

    public FellowScene(bool same = true)
    {
        SymptomA = Symptom.FromCode("s", "fever");
        SymptomB = Symptom.FromCode("s", same ? "fever" : "cough");
        Ask = new FellowAsk
        {
            AskerChain = Hash("chain a"), Asker = A.Claim.Pid, AskedChain = Hash("chain b"), Asked = B.Claim.Pid, Nonce = Hash("nonce a"), ExpiryMillis = Expiry,
        };
    }

    public static World World { get; } = new();

    public static Visit A { get; } = World.NewVisit("a");

    public static Visit B { get; } = World.NewVisit("b");

    public static FellowParties Parties => new(A.Signing.PublicKey, B.Signing.PublicKey);

    public FellowAsk Ask { get; }

    public SecretScalar SymptomA { get; }

    public SecretScalar SymptomB { get; }

    public static Bytes32 Hash(string name) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    /// <summary>A mail that never came before.</summary>
    public Bytes32 Mail() => new(SHA256.HashData(BitConverter.GetBytes(++mails)));

    public FellowRun Begin() => FellowRun.Begin(Ask, Parties, SymptomA).Run;

    public FellowRun Asked(ulong now = Now) => FellowRun.Asked(Ask, Parties, A.Signing.PublicKey, Mail(), now).OrThrow();

    public (FellowRun Run, FellowAnswer Answer) Answered(ulong now = Now)
    {
        using var fresh = SecretScalar.Random();
        var turn = Asked(now).Answer(SymptomB, Hash("nonce b"), fresh, now);
        Assert.Null(turn.Refusal);
        return (turn.Run, FellowAnswer.Parse(Only(turn, MailPurposes.FellowAnswer)).OrThrow());
    }

    public FlowTurn<FellowRun> Take(FellowRun asking, FellowAnswer answer, ulong now = Now)
    {
        using var fresh = SecretScalar.Random();
        return asking.TakeAnswer(answer, B.Signing.PublicKey, Mail(), fresh, A.Signing, now);
    }

    public (FellowRun A, FellowRun B, FellowProof Proof) Proved()
    {
        var (b, answer) = Answered();
        var turn = Take(Begin(), answer);
        Assert.Null(turn.Refusal);
        return (turn.Run, b, FellowProof.Parse(Only(turn, MailPurposes.FellowProof)).OrThrow());
    }

    public FlowTurn<FellowRun> Take(FellowRun asked, FellowProof proof, ulong now = Now) => asked.TakeProof(proof, A.Signing.PublicKey, Mail(), B.Signing, now);

    public FlowTurn<FellowRun> Take(FellowRun asking, FellowConfirmation confirmation, ulong now = Now) =>
        asking.TakeConfirmation(confirmation, B.Signing.PublicKey, Mail(), now);

    /// <summary>Both with a key.</summary>
    public (FellowRun A, FellowRun B) Agreed()
    {
        var (a, b, proof) = Proved();
        var taken = Take(b, proof);
        Assert.Null(taken.Refusal);
        var last = Take(a, FellowConfirmation.Parse(Only(taken, MailPurposes.FellowConfirmation)).OrThrow());
        Assert.Null(last.Refusal);
        return (last.Run, taken.Run);
    }

    public static (FellowRun Run, FellowTalk Talk) Say(FellowRun run, string text)
    {
        var turn = run.Say(System.Text.Encoding.UTF8.GetBytes(text), Now);
        Assert.Null(turn.Refusal);
        return (turn.Run, FellowTalk.Parse(Only(turn, MailPurposes.FellowTalk)).OrThrow());
    }

    public static ReadOnlySpan<byte> Only(FlowTurn<FellowRun> turn, string purpose)
    {
        var letter = Assert.Single(turn.Letters);
        Assert.Equal(purpose, letter.Purpose);
        Assert.Equal(turn.Run.Other, letter.Recipient);
        return letter.Content.Span;
    }
}
