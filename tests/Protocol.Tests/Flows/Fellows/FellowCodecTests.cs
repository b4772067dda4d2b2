using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Protocol.Tests.Codec;

namespace HospitalChain.Protocol.Tests.Flows.Fellows;

/// <summary>Every message and every run of patients' sessions, under the fuzzer of all decoders.</summary>
public sealed class FellowCodecTests
{
    private readonly Random random;

    public FellowCodecTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void Messages()
    {
        var scene = new FellowScene();
        var (a, b, proof) = scene.Proved();
        Run(scene.Ask.ToBytes(), bytes => FellowAsk.Parse(bytes).Value, read => read.ToBytes());
        Run(scene.Answered().Answer.ToBytes(), bytes => FellowAnswer.Parse(bytes).Value, read => read.ToBytes(), 300);
        Run(proof.ToBytes(), bytes => FellowProof.Parse(bytes).Value, read => read.ToBytes(), 300);
        Run(scene.Take(b, proof).Letters[0].Content.ToArray(), bytes => FellowConfirmation.Parse(bytes).Value, read => read.ToBytes());
        Run(a.Close().Letters[0].Content.ToArray(), bytes => FellowEnd.Parse(bytes).Value, read => read.ToBytes());
        Run(FellowScene.Say(scene.Agreed().A, "words").Talk.ToBytes(), bytes => FellowTalk.Parse(bytes).Value, read => read.ToBytes());
        var offer = FellowOffer.Sign(Bytes32.Zero, FellowScene.A.Claim.Pid, 1, 2, 3, FellowScene.A.Signing);
        Assert.InRange(offer.ToBytes().Length, 1, FellowOffer.BytesMax);
        Run(offer.ToBytes(), bytes => FellowOffer.Parse(bytes).Value, read => read.ToBytes());
    }

    [Fact]
    public void Runs_at_every_stage()
    {
        var scene = new FellowScene();
        var (a, b, _) = scene.Proved();
        var (agreedA, agreedB) = scene.Agreed();
        foreach (var run in (FellowRun[])[scene.Begin(), scene.Asked(), a, b, agreedA, agreedB, a.Close().Run])
        {
            Run(run.ToBytes(), bytes => FellowRun.Parse(bytes).Value, read => read.ToBytes(), 300);
        }
    }

    private void Run<T>(byte[] sample, Func<byte[], T?> decode, Func<T, byte[]> encode, int mutations = 600)
        where T : class =>
        new DecoderFuzz<T>(decode, encode).Run([sample], mutations, random);
}
