using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class TeamStepRulesTests
{
    private readonly TeamScene scene = new TeamScene().Opened();

    [Fact]
    public void Doctors_sign_in_order_and_the_chain_says_who_is_next()
    {
        var steps = scene.Signed(2);
        Assert.Equal(3u, scene.Progress.NextPlace);
        Assert.Equal(scene.Doctors[2].Key, scene.Progress.NextDoctor);
        Assert.Equal([TeamWork.Commitment(1), TeamWork.Commitment(2)], scene.Progress.Commitments);
        scene.Ledger.With(scene.Team.Step(3, steps));
        Assert.True(scene.Progress.AllSigned);
    }

    [Fact]
    public void A_session_that_nobody_opened_has_no_steps() =>
        Assert.Equal("TEAM_UNKNOWN", scene.Ledger.CodeOf(scene.Team.Step(1, [], spoil: step => With(step, sid: TeamScene.Other))));

    [Fact]
    public void Who_is_not_in_the_team_does_not_sign() =>
        Assert.Equal("DOCTOR_NOT_ASSIGNED", scene.Ledger.CodeOf(scene.Team.Sign(scene.Team.Step(1, []).Body, scene.Stranger)));

    [Fact]
    public void A_doctor_who_rotated_signs_in_the_same_place_with_the_key_the_team_was_opened_with()
    {
        var steps = scene.Signed(1);
        scene.Ledger.With(scene.World.RotateKey(scene.Doctors[1]));
        var body = scene.Team.Step(2, steps).Body;
        Assert.Equal("KEY_ROTATED", scene.Ledger.CodeOf(scene.Team.Sign(body, scene.Doctors[1])));
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Sign(body, scene.Doctors[1].Next())));
        Assert.Equal("NOT_YOUR_TURN", scene.Ledger.CodeOf(scene.Team.Sign(scene.Team.Step(1, []).Body, scene.Doctors[1].Next())));
    }

    [Fact]
    public void A_team_whose_doctor_left_takes_no_step_in_that_place()
    {
        var steps = scene.Signed(1);
        scene.Ledger.With(scene.World.Retire(scene.World.HospitalGenesis.ChainId, scene.Doctors[1], scene.World.Hospital));
        Assert.Equal("PARTY_RETIRED", scene.Ledger.CodeOf(scene.Team.Step(2, steps)));
        Assert.Equal(2u, scene.Progress.NextPlace);
    }

    [Fact]
    public void Nobody_signs_in_anothers_place() =>
        Assert.Equal("NOT_YOUR_TURN", scene.Ledger.CodeOf(scene.Team.Sign(scene.Team.Step(1, []).Body, scene.Doctors[1])));

    [Fact]
    public void Nobody_signs_out_of_turn_and_the_refusal_says_whose_turn_it_is()
    {
        var second = scene.Team.Step(2, [scene.Team.Step(1, [])]);
        Assert.Equal("NOT_YOUR_TURN", scene.Ledger.CodeOf(second));
        Assert.Contains(scene.Doctors[0].Key.ToString(), scene.Ledger.RefusalOf(second)!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_is_in_a_block_in_time_or_not_at_all()
    {
        var first = scene.Team.Step(1, []);
        Assert.Null(scene.Ledger.CodeOf(first, scene.LastMoment(1)));
        Assert.Equal("DEADLINE_PASSED", scene.Ledger.CodeOf(first, scene.LastMoment(1) + 1));
    }

    [Fact]
    public void Each_place_has_its_own_deadline()
    {
        var steps = scene.Signed(1);
        var second = scene.Team.Step(2, steps);
        Assert.Null(scene.Ledger.CodeOf(second, scene.LastMoment(2)));
        Assert.Equal("DEADLINE_PASSED", scene.Ledger.CodeOf(second, scene.LastMoment(2) + 1));
    }

    [Fact]
    public void A_signature_over_another_commitment_session_or_time_is_refused()
    {
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(scene.Team.Step(1, [], spoil: step => With(step, commitment: TeamScene.Other))));
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(scene.Team.Step(1, [], startMillis: World.StartMillis + 1)));
        var other = new TeamWork(scene.World, scene.Visit, scene.Doctors, resignMax: 1);
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(other.Step(1, [], spoil: step => With(step, sid: scene.Team.Sid))));
    }

    [Fact]
    public void Bytes_that_are_no_points_are_refused()
    {
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(scene.Team.Step(1, [], spoil: step => With(step, signature: new byte[96]))));
        var identity = new byte[96];
        identity[0] = identity[48] = 0xc0;
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(scene.Team.Step(1, [], spoil: step => With(step, signature: identity))));
    }

    [Fact]
    public void Reordered_signers_are_refused()
    {
        // The same three doctors in another order of signing: their keys are right, their places are not.
        var other = new TeamWork(scene.World, scene.Visit, [scene.Doctors[1], scene.Doctors[0], scene.Doctors[2]]);
        var steps = scene.Signed(1);
        var swapped = (TeamStep)other.Step(2, [other.Step(1, [])]).Body;
        var body = With((TeamStep)scene.Team.Step(2, steps).Body, signature: swapped.Signature.ToArray());
        Assert.Equal("TEAM_SIGNATURE_INVALID", scene.Ledger.CodeOf(scene.Team.Sign(body, scene.Doctors[1])));
    }

    [Fact]
    public void A_bad_signature_costs_its_doctor()
    {
        var bad = scene.Team.Step(1, [], spoil: step => With(step, commitment: TeamScene.Other));
        scene.Ledger.With(scene.Reject(bad, "TEAM_SIGNATURE_INVALID"));
        Assert.Equal(90u, scene.Points(scene.Doctors[0]));
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Step(1, [])));
    }

    [Fact]
    public void A_good_signature_cannot_be_rejected() =>
        Assert.Equal("REJECTION_UNFOUNDED", scene.Ledger.CodeOf(scene.Reject(scene.Team.Step(1, []), "TEAM_SIGNATURE_INVALID")));

    [Fact]
    public void Coming_at_the_wrong_time_costs_nothing()
    {
        scene.Ledger.With(scene.Reject(scene.Team.Step(2, [scene.Team.Step(1, [])]), "NOT_YOUR_TURN"));
        Assert.Equal(100u, scene.Points(scene.Doctors[1]));
    }

    [Fact]
    public void Signing_again_takes_away_what_later_places_signed()
    {
        var steps = scene.Signed(2);
        var again = scene.Team.Step(1, [], attempt: 2);
        scene.Ledger.With(again);
        Assert.Equal(2u, scene.Progress.NextPlace);
        Assert.False(scene.Progress.Steps[1]!.Stands);
        Assert.Equal("NOT_YOUR_TURN", scene.Ledger.CodeOf(scene.Team.Step(3, steps)));
        Assert.Equal("ATTEMPT_MISMATCH", scene.Ledger.CodeOf(scene.Team.Step(2, [again])));
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Step(2, [again], attempt: 2)));
    }

    [Fact]
    public void A_step_on_a_signature_that_was_replaced_is_late_and_costs_nothing()
    {
        var steps = scene.Signed(1);
        var late = scene.Team.Step(2, steps);
        scene.Ledger.With(scene.Team.Step(1, [], attempt: 2));
        Assert.Equal("STEP_SUPERSEDED", scene.Ledger.CodeOf(late));
        scene.Ledger.With(scene.Reject(late, "STEP_SUPERSEDED"));
        Assert.Equal(100u, scene.Points(scene.Doctors[1]));
    }

    [Fact]
    public void Nobody_signs_more_often_than_the_session_allows()
    {
        for (var attempt = 1u; attempt <= 3; attempt++)
        {
            scene.Ledger.With(scene.Team.Step(1, [], attempt));
        }

        Assert.Equal("RESIGN_LIMIT", scene.Ledger.CodeOf(scene.Team.Step(1, [], attempt: 4)));
    }

    [Fact]
    public void Attempts_are_counted_one_by_one()
    {
        Assert.Equal("ATTEMPT_MISMATCH", scene.Ledger.CodeOf(scene.Team.Step(1, [], attempt: 2)));
        scene.Signed(1);
        Assert.Equal("ATTEMPT_MISMATCH", scene.Ledger.CodeOf(scene.Team.Step(1, [], spoil: step => With(step, commitment: TeamScene.Other))));
    }

    [Fact]
    public void What_a_doctor_signed_before_being_expelled_stays_and_nothing_later_counts()
    {
        var steps = scene.Signed(1);
        scene.Expel(scene.Doctors[0]);
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Step(2, steps)));
        Assert.Equal("AUTHOR_EXPELLED", scene.Ledger.CodeOf(scene.Team.Step(1, [], attempt: 2)));
        scene.Expel(scene.Doctors[1]);
        Assert.Equal("AUTHOR_EXPELLED", scene.Ledger.CodeOf(scene.Team.Step(2, steps)));
        Assert.Equal(2u, scene.Progress.NextPlace);
    }

    [Fact]
    public void A_closed_visit_takes_no_step()
    {
        scene.Ledger.With(scene.World.CloseVisit(scene.Visit));
        Assert.Equal("VISIT_CLOSED", scene.Ledger.CodeOf(scene.Team.Step(1, [])));
    }

    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(17u, 1u)]
    [InlineData(2u, 0u)]
    public void A_place_is_1_to_16_and_an_attempt_at_least_1(uint place, uint attempt)
    {
        var step = With((TeamStep)scene.Team.Step(2, [scene.Team.Step(1, [])]).Body, place: place, attempt: attempt);
        Assert.False(Record.Parse(scene.Team.Sign(step, scene.Doctors[1]).Bytes.Span).Ok);
    }

    [Fact]
    public void Only_the_first_place_continues_nothing()
    {
        var first = (TeamStep)scene.Team.Step(1, []).Body;
        Assert.False(Record.Parse(scene.Team.Sign(With(first, previous: TeamScene.Other), scene.Doctors[0]).Bytes.Span).Ok);
        Assert.False(Record.Parse(scene.Team.Sign(With(first, place: 2), scene.Doctors[0]).Bytes.Span).Ok);
    }

    [Fact]
    public void Progress_says_how_much_time_is_left()
    {
        Assert.Equal(TeamWork.StepMillis - 10, scene.Progress.MillisLeft(World.StartMillis + 10));
        Assert.Equal(0u, scene.Progress.MillisLeft(World.StartMillis + TeamWork.StepMillis));
        var grace = scene.Ledger.State.Genesis.Parameters.GraceMillis;
        Assert.False(scene.Progress.IsOver(scene.LastMoment(1), grace));
        Assert.True(scene.Progress.IsOver(scene.LastMoment(1) + 1, grace));
    }

    private static TeamStep With(
        TeamStep step, Bytes32? sid = null, Bytes32? commitment = null, byte[]? signature = null, uint? place = null, uint? attempt = null, Bytes32? previous = null) => new()
    {
        Sid = sid ?? step.Sid,
        Previous = previous ?? step.Previous,
        Place = place ?? step.Place,
        Attempt = attempt ?? step.Attempt,
        Commitment = commitment ?? step.Commitment,
        Signature = signature ?? step.Signature,
    };
}
