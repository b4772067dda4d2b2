using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Tests.Codec;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>Every message and every run of a team's flows, under the fuzzer of all decoders.</summary>
public sealed class TeamFlowCodecTests
{
    private readonly Random random;

    public TeamFlowCodecTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void Messages_of_the_group_key()
    {
        var scene = new TeamFlowScene();
        var (_, calls) = scene.Begin();
        var reply = scene.Answer(0, calls[0]).Letters[0];
        Run(calls[0].Content.ToArray(), bytes => GroupKeyCall.Parse(bytes).Value, call => call.ToBytes());
        Run(reply.Content.ToArray(), bytes => GroupKeyReply.Parse(bytes).Value, message => message.ToBytes());
        Run(scene.UpToDelivery().Deliveries[0].Content.ToArray(), bytes => GroupKeyDelivery.Parse(bytes).Value, delivery => delivery.ToBytes());
        var point = GroupKeyCall.Parse(calls[0].Content.Span).OrThrow().Hospital;
        foreach (var named in (SecpPoint?[])[point, null])
        {
            var end = new GroupKeyEnd { ChainId = scene.Terms.ChainId, Sid = scene.Terms.Sid, Hospital = named, Code = "GROUP_KEY_EXPIRED" };
            Run(end.ToBytes(), bytes => GroupKeyEnd.Parse(bytes).Value, read => read.ToBytes());
        }
    }

    [Fact]
    public void Messages_of_the_hand_over()
    {
        var scene = new SigningScene();
        Run(scene.First().Letter.Content.ToArray(), bytes => HandOver.Parse(bytes).Value, handOver => handOver.ToBytes());
        Run(scene.Await(1).Ask(SigningScene.Now).Letters[0].Content.ToArray(), bytes => HandOverRequest.Parse(bytes).Value, request => request.ToBytes());
        using var visitKey = SecretScalar.Random();
        var trapdoor = new TeamTrapdoor { ChainId = Bytes32.Zero, Pid = new byte[145], Trapdoor = Bc22Trapdoor.Make(visitKey, new byte[32]).Encoded.ToArray() };
        Run(trapdoor.ToBytes(), bytes => TeamTrapdoor.Parse(bytes).Value, read => read.ToBytes(), 300);
        Run(scene.All()[^1].Content.ToBytes(), bytes => TeamContent.Parse(bytes).Value, content => content.ToBytes());
    }

    [Fact]
    public void Runs_of_the_group_key_at_every_stage()
    {
        var scene = new TeamFlowScene();
        var (begun, calls) = scene.Begin();
        var (half, doctors, deliveries) = scene.UpToDelivery();
        foreach (var run in (HospitalKeyRun[])[begun, scene.Reply(begun, 0, scene.Answer(0, calls[0]).Letters[0]).Run, half, begun.Tick(TeamFlowScene.Expiry).Run])
        {
            Run(run.ToBytes(), bytes => HospitalKeyRun.Parse(bytes).Value, read => read.ToBytes(), 300);
        }

        foreach (var run in (DoctorKeyRun[])[scene.Await(0), doctors[0], scene.Deliver(doctors[0], deliveries[0]).Run, doctors[0].Tick(TeamFlowScene.Expiry).Run])
        {
            Run(run.ToBytes(), bytes => DoctorKeyRun.Parse(bytes).Value, read => read.ToBytes(), 300);
        }
    }

    [Fact]
    public void Runs_of_the_signing_at_every_stage()
    {
        var scene = new SigningScene();
        var (first, letter) = scene.First();
        var taken = scene.Take(scene.Await(1), 1, letter).Run;
        foreach (var run in (SigningRun[])[scene.Await(0), scene.Await(1), first, taken, scene.Sign(taken, 1).Run, taken.Tick(ulong.MaxValue).Run])
        {
            Run(run.ToBytes(), bytes => SigningRun.Parse(bytes).Value, read => read.ToBytes(), 300);
        }
    }

    [Fact]
    public void Checkpoints()
    {
        var checkpoint = new FlowCheckpoint { Run = random.Bytes(40), Outbox = [random.Bytes(100), random.Bytes(3)] };
        Run(checkpoint.ToBytes(), bytes => FlowCheckpoint.Parse(bytes).Value, read => read.ToBytes());
    }

    private void Run<T>(byte[] sample, Func<byte[], T?> decode, Func<T, byte[]> encode, int mutations = 600)
        where T : class =>
        new DecoderFuzz<T>(decode, encode).Run([sample], mutations, random);
}
