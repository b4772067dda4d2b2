using HospitalChain.Crypto;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>What a suspended hospital can no longer do, and what its patients and doctors still can.</summary>
public sealed class SuspensionTests
{
    private readonly SupervisedWorld court = new();
    private readonly Record diagnosis;

    public SuspensionTests()
    {
        diagnosis = World.Diagnose(court.Ada, court.Visit, "before");
        court.With(diagnosis);
        Assert.Null(court.HospitalCodeOf(World.Diagnose(court.Ada, court.Visit, "still good")));
        court.Charge(court.Fork());
    }

    private World World => court.World;

    [Fact]
    public void Nothing_new_is_taken_from_a_suspended_hospital()
    {
        Assert.Equal("HOSPITAL_SUSPENDED", court.HospitalCodeOf(World.Diagnose(court.Ada, court.Visit, "after")));
        Assert.Equal("HOSPITAL_SUSPENDED", court.HospitalCodeOf(World.RegisterVisit(World.NewVisit("new"), [court.Ada])));
        Assert.Equal("HOSPITAL_SUSPENDED", court.HospitalCodeOf(World.EnrolDoctor(World.Doctor("new"))));
    }

    [Fact]
    public void What_exists_is_still_read_shared_and_ended()
    {
        var grant = World.Grant(court.Visit, court.Bea, diagnosis.Id);
        Assert.Null(court.HospitalCodeOf(grant));
        Assert.Null(court.HospitalCodeOf(World.Access(court.Bea, 1)));
        court.With(grant);
        Assert.Null(court.HospitalCodeOf(World.Revoke(court.Visit, grant.Id)));
        Assert.Null(court.HospitalCodeOf(World.CloseVisit(court.Visit)));
    }

    [Fact]
    public void What_waited_when_it_was_suspended_ends_in_a_rejection_that_costs_nothing()
    {
        var late = World.Diagnose(court.Ada, court.Visit, "late");
        Assert.Null(court.HospitalCodeOf(Lies.Reject(World.Hospital, late, "HOSPITAL_SUSPENDED")));
        Assert.Equal(0u, World.HospitalGenesis.Parameters.CostOf("HOSPITAL_SUSPENDED"));
    }

    [Fact]
    public void Its_doctors_get_no_new_grants_on_other_chains()
    {
        var grantee = new Grantee
        {
            Key = court.Ada.Key,
            ChainId = World.HospitalGenesis.ChainId,
            SealedHeader = court.Blocks[^1].Sealed.ToBytes(),
            EnrolmentProof = EnrolmentProof.Of(court.Hospital.Tree, court.Ada.Key)!.ToBytes(),
        };
        Assert.Equal("HOSPITAL_SUSPENDED", new OtherHospital(court, suspended: true).CodeOfGrantTo(grantee, court.Ada));
        Assert.Null(new OtherHospital(court, suspended: false).CodeOfGrantTo(grantee, court.Ada));
    }

    [Fact]
    public void Its_doctors_still_report()
    {
        var promise = court.BrokenPromise();
        Assert.Null(court.CodeOf(court.DoctorReport(promise, court.Ada)));
    }
}
