using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class TeamDiagnosisRulesTests
{
    private readonly TeamScene scene = new TeamScene().Opened();

    [Fact]
    public void A_teams_diagnosis_ends_its_session()
    {
        var diagnosis = scene.Team.Diagnose(scene.Signed(3));
        Assert.Null(scene.Ledger.CodeOf(diagnosis));
        scene.Ledger.With(diagnosis);
        Assert.Equal(diagnosis.Id, scene.Progress.Team.DiagnosisId);
        Assert.Equal(scene.Visit.Signing.PublicKey, scene.Ledger.State.Entries.Record(diagnosis.Id)!.Value.Owner);
    }

    [Fact]
    public void A_finished_session_takes_nothing_more()
    {
        var steps = scene.Signed(3);
        scene.Ledger.With(scene.Team.Diagnose(steps));
        Assert.Equal("TEAM_FINISHED", scene.Ledger.CodeOf(scene.Team.Diagnose(steps)));
        Assert.Equal("TEAM_FINISHED", scene.Ledger.CodeOf(scene.Team.Step(1, [], attempt: 2)));
    }

    [Fact]
    public void The_patient_may_grant_it()
    {
        var diagnosis = scene.Team.Diagnose(scene.Signed(3));
        scene.Ledger.With(diagnosis);
        Assert.Null(scene.Ledger.CodeOf(scene.World.Grant(scene.Visit, scene.Stranger, diagnosis.Id)));
    }

    [Fact]
    public void It_waits_until_all_have_signed()
    {
        var steps = scene.Team.AllSteps();
        scene.Ledger.With(steps[0]).With(steps[1]);
        var refusal = scene.Ledger.RefusalOf(scene.Team.Diagnose(steps));
        Assert.Equal("NOT_YOUR_TURN", refusal?.Code);
        Assert.Contains(scene.Doctors[2].Key.ToString(), refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_last_doctor_submits_it()
    {
        var body = scene.Team.Diagnose(scene.Signed(3)).Body;
        Assert.Equal("NOT_YOUR_TURN", scene.Ledger.CodeOf(scene.Team.Sign(body, scene.Doctors[0])));
        Assert.Equal("DOCTOR_NOT_ASSIGNED", scene.Ledger.CodeOf(scene.Team.Sign(body, scene.Stranger)));
    }

    [Fact]
    public void Steps_that_were_signed_again_meanwhile_do_not_count()
    {
        var steps = scene.Signed(3);
        var diagnosis = scene.Team.Diagnose(steps);
        var again = scene.Team.Step(3, [.. steps.Take(2)], attempt: 2);
        scene.Ledger.With(again);
        Assert.Equal("STEP_SUPERSEDED", scene.Ledger.CodeOf(diagnosis));
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Diagnose([steps[0], steps[1], again])));
    }

    [Fact]
    public void Everything_ties_to_one_session()
    {
        var steps = scene.Signed(3);
        Assert.Equal("TEAM_MISMATCH", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { Pid = new byte[145] })));
        Assert.Equal("TEAM_MISMATCH", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { Signature = ((TeamStep)steps[1].Body).Signature.ToArray() })));
        Assert.Equal("TEAM_MISMATCH", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { StepIds = [.. parts.StepIds.Take(2)] })));
        Assert.Equal("STEP_SUPERSEDED", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { StepIds = [.. parts.StepIds.Reverse()] })));
    }

    [Fact]
    public void The_receipt_is_an_enrolled_clouds_and_the_hospitals_own_store_will_not_do()
    {
        var steps = scene.Signed(3);
        Assert.Equal("STORE_UNKNOWN", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { Store = scene.World.Hospital })));
        Assert.Equal("STORE_UNKNOWN", scene.Ledger.CodeOf(scene.Team.Diagnose(steps, parts => parts with { Store = scene.Doctors[0] })));
    }

    [Fact]
    public void A_receipt_for_another_record_is_refused()
    {
        var steps = scene.Signed(3);
        var body = (TeamDiagnosis)scene.Team.Diagnose(steps).Body;
        var single = ((Diagnosis)scene.World.Diagnose(scene.Doctors[0], scene.Visit, "asthma").Body).Content;
        Assert.Equal("RECEIPT_INVALID", scene.Ledger.CodeOf(scene.Team.Sign(With(body, content: new ContentReceipt
        {
            ContentHash = body.Content.ContentHash,
            SizeBytes = body.Content.SizeBytes,
            MediaType = body.Content.MediaType,
            Store = single.Store,
            TimeMillis = single.TimeMillis,
            Signature = single.Signature,
        }), scene.Doctors[2])));
    }

    [Fact]
    public void A_capsule_of_another_record_is_refused_and_costs_its_doctor()
    {
        var bad = scene.Team.Diagnose(scene.Signed(3), parts => parts with { Context = TeamScene.Other });
        Assert.Equal("CAPSULE_INVALID", scene.Ledger.CodeOf(bad));
        scene.Ledger.With(scene.Reject(bad, "CAPSULE_INVALID"));
        Assert.Equal(90u, scene.Points(scene.Doctors[2]));
    }

    [Fact]
    public void A_capsule_to_another_key_or_of_no_points_is_refused()
    {
        var steps = scene.Signed(3);
        Assert.Equal("CAPSULE_INVALID", scene.Ledger.CodeOf(
            scene.Team.Diagnose(steps, parts => parts with { VisitKey = scene.World.NewVisit("other").Key.PublicKey() })));
        var body = (TeamDiagnosis)scene.Team.Diagnose(steps).Body;
        Assert.Equal("CAPSULE_INVALID", scene.Ledger.CodeOf(scene.Team.Sign(With(body, capsule: new byte[400]), scene.Doctors[2])));
    }

    [Fact]
    public void Only_who_holds_the_evidence_sees_that_no_reader_would_find_the_capsule()
    {
        var steps = scene.Signed(3);
        var visit = scene.Ledger.State.Entries.Visit(scene.Visit.Claim.Pid.Span)!;
        var unfindable = scene.Team.Diagnose(steps, parts => parts with { Alpha = new byte[32] });
        Assert.Null(scene.Ledger.CodeOf(unfindable));
        Assert.Equal("EVIDENCE_MISMATCH", TeamEvidence.Refuses(unfindable, visit, scene.Visit.Alpha)?.Code);
        Assert.Null(TeamEvidence.Refuses(scene.Team.Diagnose(steps), visit, scene.Visit.Alpha));
        Assert.Equal("EVIDENCE_MISMATCH", TeamEvidence.Refuses(unfindable, visit, new byte[32])?.Code);
        scene.Ledger.With(scene.Reject(unfindable, "EVIDENCE_MISMATCH"));
        Assert.Equal(80u, scene.Points(scene.Doctors[2]));
    }

    [Fact]
    public void An_expelled_last_doctor_submits_nothing_and_earlier_doctors_expulsion_changes_nothing()
    {
        var steps = scene.Signed(3);
        scene.Expel(scene.Doctors[0]);
        var diagnosis = scene.Team.Diagnose(steps);
        Assert.Null(scene.Ledger.CodeOf(diagnosis));
        scene.Expel(scene.Doctors[2]);
        Assert.Equal("AUTHOR_EXPELLED", scene.Ledger.CodeOf(diagnosis));
    }

    [Fact]
    public void A_cloud_confirms_only_what_all_have_signed_to_the_last_doctor()
    {
        var diagnosis = (TeamDiagnosis)scene.Team.Diagnose(scene.Team.AllSteps()).Body;
        var hash = diagnosis.Content.ContentHash;
        Assert.Equal("NOT_YOUR_TURN", CodeOf(scene.Doctors[2], hash, out _));
        scene.Signed(3);
        Assert.Equal("NOT_YOUR_TURN", CodeOf(scene.Doctors[0], hash, out _));
        Assert.Equal("DOCTOR_NOT_ASSIGNED", CodeOf(scene.Stranger, hash, out _));
        Assert.Null(CodeOf(scene.Doctors[2], hash, out var context));
        Assert.Equal(diagnosis.ContextOf(scene.World.HospitalGenesis.ChainId, scene.Doctors[2].Key, scene.Visit.Claim.VisitKey.Span), context);
    }

    [Fact]
    public void One_wrong_record_among_many_is_found_and_the_others_pass()
    {
        var context = new JudgementContext(scene.Ledger.State.Genesis, scene.Ledger.State.Entries, scene.World.Facts, World.StartMillis + 1000);
        var tasks = new List<RecordTask>();
        for (var i = 0; i < 6; i++)
        {
            var record = scene.Team.Step(1, []);
            tasks.Add(RecordRules.Check(i == 4 ? scene.Team.Step(1, [], startMillis: 5) : record, context).OrThrow());
        }

        tasks.Add(RecordRules.Check(scene.World.Diagnose(scene.Doctors[0], scene.Visit, "asthma"), context).OrThrow());
        var results = ObligationVerifier.Verify(tasks, TeamScene.Other);
        Assert.Equal("TEAM_SIGNATURE_INVALID", results[4].Refusal?.Code);
        Assert.All(results.Where((_, index) => index != 4), result => Assert.True(result.Ok));
    }

    private string? CodeOf(Party doctor, Bytes32 hash, out Bytes32 context) =>
        TeamConfirmation.Refuses(scene.Ledger.State, scene.Team.Sid, doctor.Key, hash, out context)?.Code;

    private static TeamDiagnosis With(TeamDiagnosis body, byte[]? capsule = null, ContentReceipt? content = null) => new()
    {
        Sid = body.Sid,
        Pid = body.Pid,
        Steps = body.Steps,
        Signature = body.Signature,
        Capsule = capsule ?? body.Capsule,
        Content = content ?? body.Content,
    };
}
