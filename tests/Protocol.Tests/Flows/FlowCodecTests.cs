using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class FlowCodecTests
{
    private static readonly byte[] Pid = RandomNumberGenerator.GetBytes(RecordLimits.PidBytes);
    private static readonly FlowScene Scene = new();

    public static TheoryData<string> Kinds => ["assignment", "order", "symptom", "search", "offer", "half", "consent", "delivery", "team delivery", "share"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_message_survives_its_bytes(string kind)
    {
        var (bytes, again) = Sample(kind);

        Assert.Equal(bytes, again(bytes));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_decoder_accepts_it_would_write_the_same(string kind)
    {
        var (bytes, again) = Sample(kind);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var changed = bytes.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                changed[random.Next(Math.Min(changed.Length, 64))] = (byte)random.Next(256);
            }

            var rest = random.Next(4) == 0 ? changed[..random.Next(changed.Length)] : changed;
            var rewritten = again(rest);
            Assert.True(rewritten is null || rewritten.AsSpan().SequenceEqual(rest), $"seed {seed}: {Convert.ToHexStringLower(rest)}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trailing_byte_is_refused(string kind)
    {
        var (bytes, again) = Sample(kind);

        Assert.Null(again([.. bytes, 0]));
    }

    [Fact]
    public void A_capsule_of_no_suites_size_is_refused()
    {
        foreach (var size in (int[])[351, 353, 399, 401])
        {
            Assert.Equal("MALFORMED", AccessDelivery.Parse(Delivery(size).ToBytes()).Refusal?.Code);
        }
    }

    private static (byte[] Bytes, Func<byte[], byte[]?> Again) Sample(string kind)
    {
        using var delegation = Scene.Begin();
        return kind switch
        {
            "assignment" => (Assignment().ToBytes(), bytes => DoctorAssignment.Parse(bytes).Value?.ToBytes()),
            "order" => (new VisitOrder { ChainId = Scene.ChainId, Pid = Pid, Doctors = [FlowScene.Random()] }.ToBytes(), bytes => VisitOrder.Parse(bytes).Value?.ToBytes()),
            "symptom" => (Notice().ToBytes(), bytes => SymptomNotice.Parse(bytes).Value?.ToBytes()),
            "search" => (new SearchRequest { ChainId = Scene.ChainId, Pid = Pid, Trapdoor = new byte[L19Trapdoor.Size] }.ToBytes(), bytes => SearchRequest.Parse(bytes).Value?.ToBytes()),
            "offer" => (delegation.Offer.ToBytes(), bytes => DelegationOffer.Parse(bytes).Value?.ToBytes()),
            "half" => (delegation.ProxyHalf.ToBytes(), bytes => DelegationProxyHalf.Parse(bytes).Value?.ToBytes()),
            "consent" => (Consent().ToBytes(), bytes => DelegationConsent.Parse(bytes).Value?.ToBytes()),
            "delivery" => (Delivery().ToBytes(), bytes => AccessDelivery.Parse(bytes).Value?.ToBytes()),
            "team delivery" => (Delivery(RecordLimits.Bc22CapsuleBytes).ToBytes(), bytes => AccessDelivery.Parse(bytes).Value?.ToBytes()),
            "share" => (Scene.BothHalves(delegation).Share.ToBytes(), bytes => ProxyShare.Parse(bytes).Value?.ToBytes()),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static DoctorAssignment Assignment() => new()
    {
        ChainId = Scene.ChainId,
        HospitalPid = Pid,
        Pid = Pid,
        Doctors = [FlowScene.Random(), FlowScene.Random()],
        Id = "FX-1999-07",
        Alpha = Evidence.NewAlpha(),
    };

    private static SymptomNotice Notice() => new() { ChainId = Scene.ChainId, HospitalPid = Pid, Pid = Pid, Symptom = SecretScalar.Random() };

    private static DelegationConsent Consent() => new()
    {
        ChainId = Scene.ChainId,
        ShareId = FlowScene.Random(),
        GrantId = FlowScene.Random(),
        Blinded = SecretScalar.Random(),
    };

    private static AccessDelivery Delivery(int capsuleBytes = RecordLimits.L19CapsuleBytes) => new()
    {
        Record = RandomNumberGenerator.GetBytes(900),
        Capsule = new byte[capsuleBytes],
        AccessId = FlowScene.Random(),
        Promise = new byte[140],
    };
}
