using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>From report to restoration on the registry chain: who may, when, once, and for exactly how many points.</summary>
public sealed class SupervisionRulesTests
{
    private readonly SupervisedWorld court = new();

    private World World => court.World;

    [Fact]
    public void A_hospital_begins_with_full_credit_and_an_upheld_report_takes_what_the_parameters_say()
    {
        Assert.Equal(new CreditEntry(100, 0), court.Credit);
        var report = court.Charge(court.BrokenPromise());
        Assert.Equal(new CreditEntry(90, 0), court.Credit);
        var known = court.Registry.Entries.Case(report.Id)!;
        Assert.Equal((CaseStage.Sanctioned, 10u, "PROMISE_BROKEN", World.Hospital.Key), (known.Stage, known.Points, known.Code, known.Accused));
    }

    [Fact]
    public void A_fork_suspends_by_rule()
    {
        court.Charge(court.Fork());
        Assert.True(court.Credit.Expelled);
        Assert.Equal(court.Registry.Head.Height, court.Credit.ExpelledAtHeight);
        Assert.True(new RegistryFacts(court.Registry).IsSuspended(World.HospitalGenesis.ChainId));
    }

    [Fact]
    public void The_same_offence_is_charged_once_whoever_reports_it_and_by_whatever_proof()
    {
        court.Charge(court.Fork());
        var otherProof = new ForkEvidence(
            World.HospitalGenesis,
            Equivocation.Of(court.Blocks[0].Sealed, Lies.Head(World.Hospital, court.TwinOf(court.Blocks[0]).Header, World.StartMillis)));
        Assert.Equal("OFFENCE_KNOWN", court.CodeOf(court.Report(court.Fork(), World.Cloud)));
        Assert.Equal("OFFENCE_KNOWN", court.CodeOf(court.Report(otherProof)));
    }

    [Fact]
    public void Two_broken_promises_are_two_offences()
    {
        var one = court.BrokenPromise("one");
        court.Charge(one);
        court.Charge(court.BrokenPromise("two"));
        Assert.Equal(80u, court.Credit.Points);
        Assert.Equal("OFFENCE_KNOWN", court.CodeOf(court.Report(court.BrokenPromise(one.Promise, one.Head.TimeMillis + 7), later: 1)));
    }

    [Fact]
    public void A_suspended_hospital_with_nothing_left_to_lose_is_reported_for_forks_only()
    {
        for (var points = court.Credit.Points; points > 0; points -= 10)
        {
            Assert.Null(court.CodeOf(court.Report(court.BrokenPromise($"{points} left"))));
            court.Charge(court.BrokenPromise($"{points} left"));
        }

        Assert.Equal(0u, court.Credit.Points);
        Assert.Equal("ACCUSED_SPENT", court.CodeOf(court.Report(court.BrokenPromise("one more"))));
        Assert.Equal("ACCUSED_SPENT", court.CodeOf(court.DoctorReport(court.BrokenPromise("one more"), court.Ada)));
        court.Charge(court.Fork()); // it must stop all who follow the chain
        Assert.Equal(0u, court.Credit.Points);
    }

    [Fact]
    public void Evidence_that_proves_nothing_is_no_record()
    {
        var right = court.Fork();
        var forged = new ForkEvidence(World.HospitalGenesis, new Equivocation(right.Proof.One, right.Proof.One));
        Assert.Equal("EVIDENCE_UNPROVEN", court.CodeOf(court.Report(forged)));
        Assert.Equal("EVIDENCE_UNPROVEN", SignedRecord.Verify(court.Report(forged)).Refusal?.Code);
        Assert.Null(SignedRecord.Verify(court.Report(right)).Refusal);
        var garbage = court.OnRegistry(new Report { Reporter = ((Report)court.Report(right).Body).Reporter, EvidenceBytes = new byte[] { 1, 2, 3 } }, World.Manager);
        Assert.Equal("MALFORMED", court.CodeOf(garbage));
        Assert.Equal("MALFORMED", SignedRecord.Verify(garbage).Refusal?.Code);
    }

    [Fact]
    public void A_chain_of_no_enrolled_hospital_is_accused_of_nothing()
    {
        var genesis = new Genesis
        {
            RegistryChainId = World.RegistryGenesis.ChainId,
            ManagerSigning = World.Manager.Key,
            ManagerSealing = World.Manager.Sealing.PublicKey.Encoded.ToArray(),
            Supernode = World.HospitalGenesis.Supernode,
            Parameters = new ChainParameters(),
            TimeMillis = World.StartMillis + 5,
        };
        var start = ChainState.AtGenesis(genesis);
        SealedHeader SealedAt(ulong time) => Lies.Block(World.Hospital, start, World.Facts, [World.Access(court.Ada, 1)], time).Sealed;
        var fork = new ForkEvidence(genesis, Equivocation.Of(SealedAt(World.StartMillis + 6), SealedAt(World.StartMillis + 7)));
        Assert.Null(fork.Refuses());
        Assert.Equal("ACCUSED_UNKNOWN", court.CodeOf(court.Report(fork)));
    }

    [Fact]
    public void A_doctor_reports_with_a_proof_of_the_enrolment_and_a_stranger_does_not()
    {
        Assert.Null(court.CodeOf(court.DoctorReport(court.Fork(), court.Ada)));
        Assert.Null(court.CodeOf(court.Report(court.Fork(), World.Cloud)));
        Assert.Equal("REPORTER_UNKNOWN", court.CodeOf(court.Report(court.Fork(), court.Ada)));
        Assert.Equal("REPORTER_UNKNOWN", court.CodeOf(court.DoctorReport(court.Fork(), World.Doctor("eve"))));
        Assert.Equal("REPORTER_UNKNOWN", court.CodeOf(court.DoctorReport(court.Fork(), court.Ada, by => With(by, key: court.Bea.Key))));
        Assert.Equal("REPORTER_UNKNOWN", court.CodeOf(court.DoctorReport(court.Fork(), court.Ada, by => With(by, chainId: Bytes32.Zero))));
        var unsealed = Lies.Seal(World.Cloud, court.Blocks[^1].Header).ToBytes();
        Assert.Equal("REPORTER_UNKNOWN", court.CodeOf(court.DoctorReport(court.Fork(), court.Ada, by => With(by, header: unsealed))));
    }

    [Fact]
    public void Only_the_system_manager_judges_and_only_the_accused_appeals()
    {
        var report = court.Report(court.BrokenPromise());
        court.Record(report);
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Verdict(report, World.Hospital)));
        Assert.Equal("AUTHOR_UNKNOWN", court.CodeOf(Verdict(report, court.Ada)));
        court.Record(Verdict(report, World.Manager));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Sanction(report, 10, World.Cloud)));
        court.Record(Sanction(report, 10, World.Manager));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Appeal(report, World.Cloud)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Appeal(report, World.Manager)));
        court.Record(Appeal(report, World.Hospital));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Restoration(report, 10, World.Hospital)));
        Assert.Null(court.CodeOf(Restoration(report, 10, World.Manager)));
    }

    [Fact]
    public void Proven_evidence_cannot_be_dismissed_and_no_step_is_taken_twice_or_too_early()
    {
        var report = court.Report(court.BrokenPromise());
        Assert.Equal("CASE_UNKNOWN", court.CodeOf(Verdict(report, World.Manager)));
        court.Record(report);
        Assert.Equal("VERDICT_UNFOUNDED", court.CodeOf(court.OnRegistry(new Verdict { ReportId = report.Id, Upheld = false }, World.Manager)));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Sanction(report, 10, World.Manager)));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Appeal(report, World.Hospital)));
        court.Record(Verdict(report, World.Manager));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Verdict(report, World.Manager, later: 1)));
        Assert.Equal("POINTS_MISMATCH", court.CodeOf(Sanction(report, 11, World.Manager)));
        Assert.Equal("POINTS_MISMATCH", court.CodeOf(Sanction(report, 0, World.Manager)));
        court.Record(Sanction(report, 10, World.Manager));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Sanction(report, 10, World.Manager, later: 1)));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Restoration(report, 1, World.Manager)));
    }

    [Fact]
    public void An_appeal_that_is_granted_ends_the_suspension_and_one_that_fails_gives_nothing_back()
    {
        var fork = court.Charge(court.Fork());
        court.Record(Appeal(fork, World.Hospital));
        Assert.Equal("POINTS_MISMATCH", court.CodeOf(Restoration(fork, 41, World.Manager)));
        court.Record(Restoration(fork, 40, World.Manager));
        Assert.Equal(new CreditEntry(100, 0), court.Credit);
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Appeal(fork, World.Hospital, later: 1)));
        var promise = court.Charge(court.BrokenPromise());
        court.Record(Appeal(promise, World.Hospital)).Record(Restoration(promise, 0, World.Manager));
        Assert.Equal(90u, court.Credit.Points);
        Assert.Equal(CaseStage.Closed, court.Registry.Entries.Case(promise.Id)!.Stage);
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Restoration(promise, 1, World.Manager, later: 1)));
    }

    [Fact]
    public void A_dispute_is_the_refused_doctors_and_waits_for_alpha()
    {
        var dispute = court.Dispute(World.Diagnose(court.Ada, court.Visit, "good"));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(court.DoctorReport(dispute, court.Bea)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(court.Report(dispute)));
        var report = court.DoctorReport(dispute, court.Ada);
        court.Record(report);
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Verdict(report, World.Manager)));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(court.OnRegistry(new Verdict { ReportId = report.Id, Upheld = false }, World.Manager)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", court.CodeOf(Disclosure(report, World.Cloud)));
        court.Record(Disclosure(report, World.Hospital));
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Disclosure(report, World.Hospital, later: 1)));
        Assert.Null(court.CodeOf(court.OnRegistry(new Verdict { ReportId = report.Id, Upheld = false }, World.Manager)));
        Assert.Null(court.CodeOf(Verdict(report, World.Manager)));
    }

    [Fact]
    public void A_hospital_that_does_not_disclose_in_time_loses_the_dispute()
    {
        var report = court.DoctorReport(court.Dispute(World.Diagnose(court.Ada, court.Visit, "good")), court.Ada);
        court.Record(report);
        var opened = court.Registry.Entries.Case(report.Id)!.OpenedMillis;
        var wait = World.RegistryGenesis.Parameters.RegistryLagMaxMillis;
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(Verdict(report, World.Manager), opened + wait));
        Assert.Null(court.CodeOf(Verdict(report, World.Manager), opened + wait + 1));
        var dismissal = court.OnRegistry(new Verdict { ReportId = report.Id, Upheld = false }, World.Manager);
        Assert.Equal("CASE_STAGE_WRONG", court.CodeOf(dismissal, opened + wait + 1));
    }

    [Fact]
    public void Alpha_is_sealed_for_one_report_and_one_reader()
    {
        var box = AlphaDisclosure.Seal(World.Manager.Sealing.PublicKey, court.Visit.Alpha, Bytes32.Zero);
        Assert.Equal(RecordLimits.SealedAlphaBytes, box.Length);
        Assert.True(AlphaDisclosure.TryOpen(World.Manager.Sealing, box, Bytes32.Zero, out var alpha));
        Assert.Equal(court.Visit.Alpha, alpha);
        Assert.False(AlphaDisclosure.TryOpen(World.Manager.Sealing, box, court.Visit.Claim.EvidenceHash, out _));
        Assert.False(AlphaDisclosure.TryOpen(World.Cloud.Sealing, box, Bytes32.Zero, out _));
        Assert.False(AlphaDisclosure.TryOpen(World.Manager.Sealing, AlphaDisclosure.Seal(World.Manager.Sealing.PublicKey, new byte[31], Bytes32.Zero), Bytes32.Zero, out _));
    }

    [Fact]
    public void Supervision_belongs_to_the_registry_chain_and_enrolment_of_doctors_does_not()
    {
        var report = court.Report(court.Fork());
        Assert.Equal("KIND_NOT_ALLOWED", court.HospitalCodeOf(court.OnHospital(report.Body, World.Manager)));
        Assert.Equal("KIND_NOT_ALLOWED", court.HospitalCodeOf(court.OnHospital(new Verdict { ReportId = report.Id, Upheld = true }, World.Manager)));
        var enrolment = (EnrolDoctor)World.EnrolDoctor(World.Doctor("new")).Body;
        Assert.Equal("KIND_NOT_ALLOWED", court.CodeOf(court.OnRegistry(enrolment, World.Manager)));
    }

    [Fact]
    public void A_refused_report_can_be_rejected_on_the_registry_chain_and_costs_nobody_there()
    {
        var promise = court.BrokenPromise();
        court.Charge(promise);
        var again = court.Report(promise, World.Cloud);
        court.Record(Lies.Reject(World.Manager, again, "OFFENCE_KNOWN"));
        Assert.Equal(90u, court.Credit.Points);
        Assert.False(court.Registry.Entries.Record(again.Id)?.Accepted);
    }

    private static Grantee With(Grantee grantee, Bytes32? key = null, Bytes32? chainId = null, byte[]? header = null) => new()
    {
        Key = key ?? grantee.Key,
        ChainId = chainId ?? grantee.ChainId,
        SealedHeader = header ?? grantee.SealedHeader,
        EnrolmentProof = grantee.EnrolmentProof,
    };

    private Record Verdict(Record report, Party by, ulong later = 0) => court.OnRegistry(new Verdict { ReportId = report.Id, Upheld = true }, by, later);

    private Record Sanction(Record report, uint points, Party by, ulong later = 0) => court.OnRegistry(new Sanction { ReportId = report.Id, Points = points }, by, later);

    private Record Appeal(Record report, Party by, ulong later = 0) => court.OnRegistry(new Appeal { CaseId = report.Id, StatementHash = default }, by, later);

    private Record Restoration(Record report, uint points, Party by, ulong later = 0) =>
        court.OnRegistry(new Restoration { CaseId = report.Id, Points = points }, by, later);

    private Record Disclosure(Record report, Party by, ulong later = 0) => court.OnRegistry(
        new Disclosure { ReportId = report.Id, SealedAlpha = AlphaDisclosure.Seal(World.Manager.Sealing.PublicKey, court.Visit.Alpha, report.Id) }, by, later);
}
