using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>A team's hospital and doctors, each with a run, and what they mail carried by hand.</summary>
internal sealed class TeamFlowScene
{
    public const ulong Now = World.StartMillis + 1000;
    public const ulong Expiry = Now + 60_000;
    private uint mails;

    public TeamFlowScene(int size = 3, uint resignMax = 2)
    {
        Doctors = [.. Enumerable.Range(0, size).Select(index => World.Doctor($"team {index}"))];
        Visit = World.NewVisit("pat");
        Team = new TeamWork(World, Visit, Doctors, resignMax: resignMax);
        Terms = new TeamTerms(World.HospitalGenesis.ChainId, World.Hospital.Key, Visit.Claim.EvidenceHash, 180_000, TeamEntry.Of(Team.Opening));
    }

    public World World { get; } = new();

    public IReadOnlyList<Party> Doctors { get; }

    public Visit Visit { get; }

    public TeamWork Team { get; }

    public TeamTerms Terms { get; }

    /// <summary>A mail that never came before.</summary>
    public Bytes32 Mail() => new(SHA256.HashData(BitConverter.GetBytes(++mails)));

    public (HospitalKeyRun Run, IReadOnlyList<FlowLetter> Calls) Begin()
    {
        using var exponent = SecretExponent.Random();
        var turn = HospitalKeyRun.Begin(Terms, Expiry, exponent, World.Hospital.Signing);
        Assert.Null(turn.Refusal);
        return (turn.Run, turn.Letters);
    }

    public DoctorKeyRun Await(int index) => DoctorKeyRun.Await(Terms, Doctors[index].Key);

    /// <summary>Doctor <paramref name="index"/> takes a call with a fresh exponent.</summary>
    public FlowTurn<DoctorKeyRun> Answer(int index, FlowLetter call, ulong now = Now)
    {
        using var exponent = SecretExponent.Random();
        return Call(Await(index), index, GroupKeyCall.Parse(call.Content.Span).OrThrow(), exponent, now);
    }

    public FlowTurn<DoctorKeyRun> Call(DoctorKeyRun run, int index, GroupKeyCall call, SecretExponent exponent, ulong now = Now) =>
        run.TakeCall(call, World.Hospital.Key, Mail(), exponent, Doctors[index].Signing, now);

    public FlowTurn<HospitalKeyRun> Reply(HospitalKeyRun run, int index, FlowLetter reply, ulong now = Now) =>
        run.TakeReply(GroupKeyReply.Parse(reply.Content.Span).OrThrow(), Doctors[index].Key, Mail(), now);

    public FlowTurn<DoctorKeyRun> Deliver(DoctorKeyRun run, FlowLetter delivery, ulong now = Now) =>
        run.TakeDelivery(GroupKeyDelivery.Parse(delivery.Content.Span).OrThrow(), World.Hospital.Key, Mail(), now);

    /// <summary>A whole honest run; every party restarts from its bytes between any two steps if asked to.</summary>
    public (HospitalKeyRun Hospital, IReadOnlyList<DoctorKeyRun> Doctors) Exchange(bool restarting = false)
    {
        var (hospital, calls) = Begin();
        var doctors = new List<DoctorKeyRun>();
        IReadOnlyList<FlowLetter> deliveries = [];
        for (var i = 0; i < Doctors.Count; i++)
        {
            Assert.Equal(Doctors[i].Key, calls[i].Recipient);
            var answered = Answer(i, calls[i]);
            Assert.Null(answered.Refusal);
            doctors.Add(restarting ? DoctorKeyRun.Parse(answered.Run.ToBytes()).OrThrow() : answered.Run);
            var taken = Reply(hospital, i, Assert.Single(answered.Letters));
            Assert.Null(taken.Refusal);
            hospital = restarting ? HospitalKeyRun.Parse(taken.Run.ToBytes()).OrThrow() : taken.Run;
            deliveries = taken.Letters;
        }

        for (var i = 0; i < doctors.Count; i++)
        {
            var delivered = Deliver(doctors[i], deliveries[i]);
            Assert.Null(delivered.Refusal);
            doctors[i] = restarting ? DoctorKeyRun.Parse(delivered.Run.ToBytes()).OrThrow() : delivered.Run;
        }

        return (hospital, doctors);
    }

    /// <summary>Everyone answered; the deliveries are under way.</summary>
    public (HospitalKeyRun Hospital, IReadOnlyList<DoctorKeyRun> Doctors, IReadOnlyList<FlowLetter> Deliveries) UpToDelivery()
    {
        var (hospital, calls) = Begin();
        var doctors = new List<DoctorKeyRun>();
        IReadOnlyList<FlowLetter> deliveries = [];
        for (var i = 0; i < Doctors.Count; i++)
        {
            var answered = Answer(i, calls[i]);
            doctors.Add(answered.Run);
            var taken = Reply(hospital, i, answered.Letters[0]);
            (hospital, deliveries) = (taken.Run, taken.Letters);
        }

        return (hospital, doctors, deliveries);
    }

    /// <summary>Carries the hospital's end to everyone and sees that nobody is left with a key.</summary>
    public void NobodyKeepsAKey(FlowTurn<HospitalKeyRun> ended, string code, params IEnumerable<DoctorKeyRun> doctors)
    {
        Assert.Equal(code, ended.Refusal?.Code);
        Assert.Equal(code, ended.Run.Code);
        IsOver(ended.Run.Stage, ended.Run.Key, ended.Run.ToBytes());
        foreach (var doctor in doctors)
        {
            var letter = Assert.Single(ended.Letters, letter => letter.Recipient == doctor.Doctor);
            Assert.Equal(MailPurposes.GroupKeyEnd, letter.Purpose);
            var end = GroupKeyEnd.Parse(letter.Content.Span).OrThrow();
            Assert.Equal(code, end.Code);
            var told = doctor.TakeEnd(end, World.Hospital.Key, Mail());
            Assert.Empty(told.Letters);
            Assert.Equal("GROUP_KEY_ABORTED", told.Run.Code);
            IsOver(told.Run.Stage, told.Run.Key, told.Run.ToBytes());
        }
    }

    /// <summary>A doctor's run ended: the hospital hears of it and ends everyone's.</summary>
    public void NobodyKeepsAKey(FlowTurn<DoctorKeyRun> ended, string code, HospitalKeyRun hospital, params IEnumerable<DoctorKeyRun> others)
    {
        Assert.Equal(code, ended.Refusal?.Code);
        Assert.Equal(code, ended.Run.Code);
        IsOver(ended.Run.Stage, ended.Run.Key, ended.Run.ToBytes());
        var letter = Assert.Single(ended.Letters);
        Assert.Equal(World.Hospital.Key, letter.Recipient);
        var told = hospital.TakeEnd(GroupKeyEnd.Parse(letter.Content.Span).OrThrow(), ended.Run.Doctor, Mail());
        NobodyKeepsAKey(told, "GROUP_KEY_ABORTED", others);
        Assert.Contains(code, told.Refusal!.Detail, StringComparison.Ordinal);
    }

    /// <summary>The secret at the end of a run's bytes.</summary>
    public static byte[] SecretOf(byte[] run) => run[^32..];

    private static void IsOver(GroupKeyStage stage, TeamKey? key, byte[] bytes)
    {
        Assert.Equal(GroupKeyStage.Ended, stage);
        Assert.Null(key);
        Assert.Equal([0xc4, 0], bytes[^2..]); // an empty secret
    }
}
