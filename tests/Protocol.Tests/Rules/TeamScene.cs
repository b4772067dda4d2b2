using HospitalChain.Crypto;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>A ledger with three assigned doctors, a fourth who is not, and a team's session opened.</summary>
internal sealed class TeamScene
{
    public TeamScene()
    {
        Doctors = [World.Doctor("ada"), World.Doctor("bea"), World.Doctor("cyd")];
        Stranger = World.Doctor("dan");
        Visit = World.NewVisit("pat");
        Ledger.With([.. Doctors.Append(Stranger).Select(doctor => World.EnrolDoctor(doctor))]).With(World.RegisterVisit(Visit, Doctors));
        Team = new TeamWork(World, Visit, Doctors);
    }

    public HospitalLedger Ledger { get; } = new();

    public World World => Ledger.World;

    public IReadOnlyList<Party> Doctors { get; }

    public Party Stranger { get; }

    public Visit Visit { get; }

    public TeamWork Team { get; }

    public TeamProgress Progress => TeamProgress.Of(Ledger.State.Entries, Team.Sid)!;

    /// <summary>Latest block time at which the chain takes step <paramref name="place"/>.</summary>
    public ulong LastMoment(uint place) => World.StartMillis + (place * TeamWork.StepMillis) + Ledger.State.Genesis.Parameters.GraceMillis;

    public TeamScene Opened()
    {
        Ledger.With(Team.Open());
        return this;
    }

    /// <summary>Puts the first signatures of the first <paramref name="count"/> doctors on the chain.</summary>
    public IReadOnlyList<Record> Signed(uint count)
    {
        var steps = new List<Record>();
        for (var place = 1u; place <= count; place++)
        {
            steps.Add(Team.Step(place, steps));
            Ledger.With(steps[^1]);
        }

        return steps;
    }

    /// <summary>Four bad signatures: the doctor is expelled.</summary>
    public void Expel(Party doctor)
    {
        for (var i = 0u; Ledger.State.Entries.IsDoctorInGoodStanding(doctor.Key); i++)
        {
            var other = (Records.Diagnosis)World.Diagnose(doctor, Visit, $"other {i}").Body;
            var bad = World.Diagnose(doctor, Visit, $"bad {i}", spoil: parts => parts with { Capsule = other.Capsule.ToArray() });
            Ledger.With(Reject(bad, "CAPSULE_INVALID"));
        }
    }

    public Record Reject(Record refused, string code) =>
        Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, new Records.Rejection { Refused = refused, Code = code }, World.Hospital.Signing);

    public uint Points(Party doctor) => Ledger.State.Entries.Credit(doctor.Key)!.Value.Points;

    public static Bytes32 Other => new(Enumerable.Repeat((byte)7, 32).ToArray());
}
