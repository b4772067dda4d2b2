using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class GroupKeyRunTests
{
    private readonly TeamFlowScene scene = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(16, true)]
    public void Hospital_and_doctors_have_one_key_even_if_each_restarts_at_every_step(int size, bool restarting)
    {
        var (hospital, doctors) = new TeamFlowScene(size).Exchange(restarting);
        var key = TeamFlowScene.SecretOf(hospital.ToBytes());
        Assert.Equal(GroupKeyStage.Established, hospital.Stage);
        Assert.All(doctors, doctor => Assert.Equal(key, TeamFlowScene.SecretOf(doctor.ToBytes())));
    }

    [Fact]
    public void Two_runs_of_a_session_have_two_keys() =>
        Assert.NotEqual(TeamFlowScene.SecretOf(scene.Exchange().Hospital.ToBytes()), TeamFlowScene.SecretOf(scene.Exchange().Hospital.ToBytes()));

    [Fact]
    public void A_man_in_the_middle_towards_the_hospital_ends_the_run()
    {
        var (hospital, calls) = scene.Begin();
        var honest = scene.Answer(0, calls[0]);
        var reply = GroupKeyReply.Parse(honest.Letters[0].Content.Span).OrThrow();

        // Eve puts her own point in the doctor's place, with a MAC that is right for it: the paper's exchange takes that.
        using var eve = SecretExponent.Random();
        var mac = TeamGroupKey.DoctorMac(scene.Terms.Sid, TeamGroupKey.Share(reply.Hospital, eve), scene.World.Hospital.Key, eve.PublicPoint(), reply.Hospital);
        var forged = With(reply, doctor: eve.PublicPoint(), mac: new Bytes32(mac));
        var ended = hospital.TakeReply(forged, scene.Doctors[0].Key, scene.Mail(), TeamFlowScene.Now);
        scene.NobodyKeepsAKey(ended, "GROUP_KEY_SIGNATURE_INVALID", honest.Run, scene.Await(1), scene.Await(2));
    }

    [Fact]
    public void A_man_in_the_middle_towards_a_doctor_ends_the_run()
    {
        var (hospital, calls) = scene.Begin();
        using var eve = SecretExponent.Random();
        var call = With(GroupKeyCall.Parse(calls[1].Content.Span).OrThrow(), eve.PublicPoint());
        using var exponent = SecretExponent.Random();
        scene.NobodyKeepsAKey(EndOfUnknownRun(scene.Call(scene.Await(1), 1, call, exponent)), "GROUP_KEY_SIGNATURE_INVALID", hospital, scene.Await(0));
    }

    [Fact]
    public void A_point_swapped_in_the_delivery_ends_the_run()
    {
        var (hospital, doctors, deliveries) = scene.UpToDelivery();
        var delivery = GroupKeyDelivery.Parse(deliveries[0].Content.Span).OrThrow();
        using var eve = SecretExponent.Random();
        SignedPoint[] points = [delivery.Points[0], new SignedPoint { Point = eve.PublicPoint(), Signature = delivery.Points[1].Signature }, delivery.Points[2]];
        var ended = Deliver(doctors[0], With(delivery, points: points));
        scene.NobodyKeepsAKey(ended, "GROUP_KEY_SIGNATURE_INVALID", hospital, doctors[1], doctors[2]);
        var swapped = Deliver(doctors[0], With(delivery, points: [delivery.Points[0], delivery.Points[2], delivery.Points[1]]));
        Assert.Equal("GROUP_KEY_SIGNATURE_INVALID", swapped.Run.Code);
    }

    [Fact]
    public void A_wrong_mac_of_a_doctor_ends_the_run()
    {
        var (hospital, calls) = scene.Begin();
        var honest = scene.Answer(2, calls[2]);
        var reply = GroupKeyReply.Parse(honest.Letters[0].Content.Span).OrThrow();
        var ended = hospital.TakeReply(With(reply, mac: Flipped(reply.Mac)), scene.Doctors[2].Key, scene.Mail(), TeamFlowScene.Now);
        scene.NobodyKeepsAKey(ended, "GROUP_KEY_MAC_INVALID", honest.Run);
    }

    [Fact]
    public void A_wrong_mac_of_the_hospital_ends_the_run()
    {
        var (hospital, doctors, deliveries) = scene.UpToDelivery();
        var delivery = GroupKeyDelivery.Parse(deliveries[0].Content.Span).OrThrow();
        scene.NobodyKeepsAKey(Deliver(doctors[0], With(delivery, mac: Flipped(delivery.Mac))), "GROUP_KEY_MAC_INVALID", hospital, doctors[1], doctors[2]);
    }

    [Fact]
    public void A_colleagues_delivery_is_no_doctors_own()
    {
        var (_, doctors, deliveries) = scene.UpToDelivery();
        Assert.Equal("GROUP_KEY_MAC_INVALID", scene.Deliver(doctors[0], deliveries[1]).Run.Code);
    }

    [Fact]
    public void A_changed_key_ends_the_run_for_those_who_have_it_already_too()
    {
        var (hospital, doctors, deliveries) = scene.UpToDelivery();
        var first = scene.Deliver(doctors[0], deliveries[0]).Run;
        Assert.Equal(GroupKeyStage.Established, first.Stage);
        var delivery = GroupKeyDelivery.Parse(deliveries[1].Content.Span).OrThrow();
        var wrapped = delivery.Wrapped.ToArray();
        wrapped[5] ^= 1;
        scene.NobodyKeepsAKey(Deliver(doctors[1], With(delivery, wrapped: wrapped)), "GROUP_KEY_UNREADABLE", hospital, first, doctors[2]);
    }

    [Fact]
    public void A_replayed_reply_ends_the_run()
    {
        var (hospital, calls) = scene.Begin();
        var honest = scene.Answer(0, calls[0]);
        var taken = scene.Reply(hospital, 0, honest.Letters[0]).Run;
        scene.NobodyKeepsAKey(scene.Reply(taken, 0, honest.Letters[0]), "GROUP_KEY_REPLAYED", honest.Run);
    }

    [Fact]
    public void A_reply_of_an_earlier_run_ends_the_run()
    {
        var (_, calls) = scene.Begin();
        var old = scene.Answer(0, calls[0]);
        var (hospital, _) = scene.Begin();
        scene.NobodyKeepsAKey(scene.Reply(hospital, 0, old.Letters[0]), "GROUP_KEY_REPLAYED", scene.Await(1));
    }

    [Fact]
    public void A_replayed_call_ends_the_run()
    {
        var (hospital, calls) = scene.Begin();
        var answered = scene.Answer(0, calls[0]).Run;
        using var exponent = SecretExponent.Random();
        scene.NobodyKeepsAKey(
            scene.Call(answered, 0, GroupKeyCall.Parse(calls[0].Content.Span).OrThrow(), exponent), "GROUP_KEY_REPLAYED", hospital, scene.Await(1));
    }

    [Fact]
    public void A_replayed_delivery_ends_the_run()
    {
        var (hospital, doctors, deliveries) = scene.UpToDelivery();
        var first = scene.Deliver(doctors[0], deliveries[0]).Run;
        scene.NobodyKeepsAKey(scene.Deliver(first, deliveries[0]), "GROUP_KEY_REPLAYED", hospital, doctors[1]);
    }

    [Fact]
    public void A_delivery_of_an_earlier_run_ends_the_run()
    {
        var (_, _, old) = scene.UpToDelivery();
        var (hospital, doctors, _) = scene.UpToDelivery();
        scene.NobodyKeepsAKey(scene.Deliver(doctors[0], old[0]), "GROUP_KEY_REPLAYED", hospital, doctors[1]);
    }

    [Fact]
    public void The_same_mail_read_again_after_a_crash_changes_nothing()
    {
        var (hospital, calls) = scene.Begin();
        var reply = GroupKeyReply.Parse(scene.Answer(0, calls[0]).Letters[0].Content.Span).OrThrow();
        var mail = scene.Mail();
        var taken = hospital.TakeReply(reply, scene.Doctors[0].Key, mail, TeamFlowScene.Now).Run;
        var restarted = HospitalKeyRun.Parse(taken.ToBytes()).OrThrow();
        var again = restarted.TakeReply(reply, scene.Doctors[0].Key, mail, TeamFlowScene.Now);
        Assert.Same(restarted, again.Run);
        Assert.Null(again.Refusal);
        Assert.Empty(again.Letters);
    }

    [Fact]
    public void A_delivery_before_the_call_ends_the_run()
    {
        var (hospital, doctors, deliveries) = scene.UpToDelivery();
        scene.NobodyKeepsAKey(EndOfUnknownRun(scene.Deliver(scene.Await(0), deliveries[0])), "GROUP_KEY_OUT_OF_ORDER", hospital, doctors[1]);
    }

    [Fact]
    public void A_missing_doctor_ends_the_run_and_is_named()
    {
        var (hospital, calls) = scene.Begin();
        var first = scene.Answer(0, calls[0]);
        hospital = scene.Reply(hospital, 0, first.Letters[0]).Run;
        Assert.Equal(GroupKeyStage.Waiting, hospital.Tick(TeamFlowScene.Expiry - 1).Run.Stage);
        var ended = hospital.Tick(TeamFlowScene.Expiry);
        scene.NobodyKeepsAKey(ended, "GROUP_KEY_DOCTOR_MISSING", first.Run);
        Assert.Equal("place 2, 3", ended.Refusal!.Detail);
    }

    [Fact]
    public void A_reply_after_the_expiry_is_too_late()
    {
        var (hospital, calls) = scene.Begin();
        var first = scene.Answer(0, calls[0]);
        scene.NobodyKeepsAKey(scene.Reply(hospital, 0, first.Letters[0], TeamFlowScene.Expiry), "GROUP_KEY_DOCTOR_MISSING", first.Run);
    }

    [Fact]
    public void A_doctor_does_not_wait_for_ever()
    {
        var (hospital, calls) = scene.Begin();
        Assert.Equal("GROUP_KEY_EXPIRED", scene.Answer(0, calls[0], TeamFlowScene.Expiry).Run.Code);
        var answered = scene.Answer(0, calls[0]).Run;
        Assert.Equal(GroupKeyStage.Answered, answered.Tick(TeamFlowScene.Expiry - 1).Run.Stage);
        scene.NobodyKeepsAKey(answered.Tick(TeamFlowScene.Expiry), "GROUP_KEY_EXPIRED", hospital, scene.Await(1));
        var (_, doctors, deliveries) = scene.UpToDelivery();
        Assert.Equal("GROUP_KEY_EXPIRED", scene.Deliver(doctors[0], deliveries[0], TeamFlowScene.Expiry).Run.Code);
    }

    [Fact]
    public void The_key_is_gone_when_the_session_is_over()
    {
        var (hospital, doctors) = scene.Exchange();
        var end = scene.Terms.EndMillis;
        Assert.Equal(GroupKeyStage.Established, hospital.Tick(end).Run.Stage);
        Assert.Equal(GroupKeyStage.Established, doctors[0].Tick(end).Run.Stage);
        scene.NobodyKeepsAKey(hospital.Tick(end + 1), "TEAM_EXPIRED", doctors[1]);
        Assert.Equal("TEAM_EXPIRED", doctors[0].Tick(end + 1).Run.Code);
    }

    [Fact]
    public void Doctors_whose_points_cancel_end_the_run()
    {
        var pair = new TeamFlowScene(2);
        var (hospital, calls) = pair.Begin();
        byte[][] exponents = [[.. new byte[31], 1], Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140")]; // 1 and n - 1
        FlowTurn<HospitalKeyRun>? last = null;
        for (var i = 0; i < 2; i++)
        {
            Assert.True(SecretExponent.TryDecode(exponents[i], out var exponent));
            var answered = pair.Call(pair.Await(i), i, GroupKeyCall.Parse(calls[i].Content.Span).OrThrow(), exponent);
            last = pair.Reply(hospital, i, answered.Letters[0]);
            hospital = last.Run;
        }

        pair.NobodyKeepsAKey(last!, "GROUP_KEY_DEGENERATE", pair.Await(0), pair.Await(1));
    }

    [Fact]
    public void A_stranger_changes_nothing()
    {
        var (hospital, calls) = scene.Begin();
        var reply = GroupKeyReply.Parse(scene.Answer(0, calls[0]).Letters[0].Content.Span).OrThrow();
        var turn = hospital.TakeReply(reply, scene.World.Doctor("stranger").Key, scene.Mail(), TeamFlowScene.Now);
        Assert.Equal("TEAM_STRANGER", turn.Refusal?.Code);
        Assert.Same(hospital, turn.Run);
        var waiting = scene.Await(0);
        using var exponent = SecretExponent.Random();
        var call = GroupKeyCall.Parse(calls[0].Content.Span).OrThrow();
        var called = waiting.TakeCall(call, scene.Doctors[1].Key, scene.Mail(), exponent, scene.Doctors[0].Signing, TeamFlowScene.Now);
        Assert.Equal("TEAM_STRANGER", called.Refusal?.Code);
        Assert.Same(waiting, called.Run);
        var end = new GroupKeyEnd { ChainId = scene.Terms.ChainId, Sid = scene.Terms.Sid, Hospital = call.Hospital, Code = "X" };
        Assert.Same(hospital, hospital.TakeEnd(end, scene.World.Cloud.Key, scene.Mail()).Run);
        Assert.Same(waiting, waiting.TakeEnd(end, scene.World.Cloud.Key, scene.Mail()).Run);
    }

    [Fact]
    public void A_message_of_another_session_changes_nothing()
    {
        var other = new TeamFlowScene(3, resignMax: 5);
        var (_, calls) = other.Begin();
        var reply = GroupKeyReply.Parse(other.Answer(0, calls[0]).Letters[0].Content.Span).OrThrow();
        var (hospital, _) = scene.Begin();
        var turn = hospital.TakeReply(reply, scene.Doctors[0].Key, scene.Mail(), TeamFlowScene.Now);
        Assert.Equal("TEAM_STRANGER", turn.Refusal?.Code);
        Assert.Same(hospital, turn.Run);
    }

    [Fact]
    public void The_end_of_an_earlier_run_does_not_end_this_one()
    {
        var (_, oldCalls) = scene.Begin();
        var (hospital, _) = scene.Begin();
        var old = GroupKeyCall.Parse(oldCalls[0].Content.Span).OrThrow();
        var end = new GroupKeyEnd { ChainId = scene.Terms.ChainId, Sid = scene.Terms.Sid, Hospital = old.Hospital, Code = "GROUP_KEY_EXPIRED" };
        Assert.Equal(GroupKeyStage.Waiting, hospital.TakeEnd(end, scene.Doctors[0].Key, scene.Mail()).Run.Stage);
    }

    [Fact]
    public void An_ended_run_takes_nothing_more()
    {
        var (hospital, calls) = scene.Begin();
        var ended = hospital.Tick(TeamFlowScene.Expiry).Run;
        var turn = scene.Reply(ended, 0, scene.Answer(0, calls[0]).Letters[0]);
        Assert.Equal("GROUP_KEY_ENDED", turn.Refusal?.Code);
        Assert.Empty(turn.Letters);
        Assert.Same(ended, ended.Tick(ulong.MaxValue).Run);
    }

    private FlowTurn<DoctorKeyRun> Deliver(DoctorKeyRun run, GroupKeyDelivery delivery) =>
        run.TakeDelivery(delivery, scene.World.Hospital.Key, scene.Mail(), TeamFlowScene.Now);

    /// <summary>The doctor never took the call, so its end names no run.</summary>
    private static FlowTurn<DoctorKeyRun> EndOfUnknownRun(FlowTurn<DoctorKeyRun> turn)
    {
        Assert.Null(GroupKeyEnd.Parse(turn.Letters[0].Content.Span).OrThrow().Hospital);
        return turn;
    }

    private static Bytes32 Flipped(Bytes32 mac)
    {
        var bytes = mac.ToArray();
        bytes[31] ^= 1;
        return new Bytes32(bytes);
    }

    private static GroupKeyCall With(GroupKeyCall call, SecpPoint hospital) => new()
    {
        ChainId = call.ChainId, Sid = call.Sid, Hospital = hospital, Signature = call.Signature, ExpiryMillis = call.ExpiryMillis,
    };

    private static GroupKeyReply With(GroupKeyReply reply, SecpPoint? doctor = null, Bytes32? mac = null) => new()
    {
        ChainId = reply.ChainId,
        Sid = reply.Sid,
        Hospital = reply.Hospital,
        Doctor = doctor ?? reply.Doctor,
        Signature = reply.Signature,
        Mac = mac ?? reply.Mac,
    };

    private static GroupKeyDelivery With(GroupKeyDelivery delivery, Bytes32? mac = null, SignedPoint[]? points = null, byte[]? wrapped = null) => new()
    {
        ChainId = delivery.ChainId,
        Sid = delivery.Sid,
        Hospital = delivery.Hospital,
        Mac = mac ?? delivery.Mac,
        Points = points ?? delivery.Points,
        Wrapped = wrapped ?? delivery.Wrapped,
    };
}
