using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>An escrow is the patient's own choice, to the visit's own key, with holders the chain knows.</summary>
public sealed class EscrowRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party[] doctors;
    private readonly Visit visit;

    public EscrowRulesTests()
    {
        doctors = [World.Doctor("ada"), World.Doctor("bea"), World.Doctor("cai")];
        visit = World.NewVisit("pat");
        ledger.With([.. doctors.Select(doctor => World.EnrolDoctor(doctor))]).With(World.RegisterVisit(visit, [doctors[0]]));
    }

    private World World => ledger.World;

    [Fact]
    public void A_patient_escrows_once_for_each_purpose()
    {
        var officers = World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2);
        var guardians = World.Escrow(visit, EscrowPurpose.Recovery, [doctors[0], World.Cloud], 2);
        ledger.With(officers, guardians);
        var entry = ledger.State.Entries.Escrow(officers.Id)!;
        Assert.Equal((2u, 2u, 0u), (entry.Needed, entry.PlaceOf(doctors[1].Key), entry.PlaceOf(World.Cloud.Key)));
        Assert.Equal(guardians.Id, ledger.State.Entries.EscrowOf(visit.Claim.Pid.Span, EscrowPurpose.Recovery));
        Assert.Equal("ESCROW_EXISTS", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 3)));
    }

    [Fact]
    public void Only_the_visit_itself_escrows_and_only_its_own_key()
    {
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2, author: World.Hospital.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2, author: doctors[0].Signing)));
        var other = World.NewVisit("other");
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2, author: other.Signing)));
        Assert.Equal("VISIT_UNKNOWN", ledger.CodeOf(World.Escrow(other, EscrowPurpose.BreakGlass, doctors, 2, author: visit.Signing)));
        ledger.With(World.RegisterVisit(other, [doctors[0]]));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2, author: other.Signing)));
        Assert.Equal("ESCROW_PROOF_INVALID", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2, key: other.Key)));
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2)));
    }

    [Fact]
    public void What_was_trusted_is_taken_back_once_by_the_visit_alone_and_others_may_be_chosen()
    {
        var escrow = World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2);
        Assert.Equal("ESCROW_UNKNOWN", ledger.CodeOf(World.Withdraw(visit, escrow.Id)));
        var other = World.NewVisit("other");
        ledger.With(World.RegisterVisit(other, [doctors[0]])).With(escrow);
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Withdraw(other, escrow.Id)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Withdraw(doctors[0].Signing, escrow.Id)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Withdraw(World.Hospital.Signing, escrow.Id)));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.Withdraw(World.Doctor("stranger").Signing, escrow.Id)));
        ledger.With(World.Withdraw(visit, escrow.Id));
        var entry = ledger.State.Entries.Escrow(escrow.Id)!;
        Assert.Equal((true, ledger.State.Head.Height, 2u), (entry.Withdrawn, entry.WithdrawnAtHeight, entry.PlaceOf(doctors[1].Key)));
        var twice = Record.Sign(escrow.ChainId, World.StartMillis + 1, new EscrowWithdraw { EscrowId = escrow.Id }, visit.Signing);
        Assert.Equal("ESCROW_WITHDRAWN", ledger.CodeOf(twice));
        var next = World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 3);
        ledger.With(next);
        Assert.Equal(next.Id, ledger.State.Entries.EscrowOf(visit.Claim.Pid.Span, EscrowPurpose.BreakGlass));
        Assert.Equal("ESCROW_EXISTS", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2)));
    }

    [Fact]
    public void A_closed_visits_escrow_can_still_be_taken_back()
    {
        var escrow = World.Escrow(visit, EscrowPurpose.Recovery, [doctors[0], World.Cloud], 2);
        ledger.With(escrow).With(World.CloseVisit(visit));
        Assert.Null(ledger.CodeOf(World.Withdraw(visit, escrow.Id)));
    }

    [Fact]
    public void An_entry_has_one_form_whether_it_stands_or_was_taken_back()
    {
        ledger.With(World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2));
        var entry = ledger.State.Entries.Escrow(ledger.State.Entries.EscrowOf(visit.Claim.Pid.Span, EscrowPurpose.BreakGlass)!.Value)!;
        var taken = entry.WithdrawAt(7);
        foreach (var one in new[] { entry, taken })
        {
            Assert.Equal(one.ToBytes(), Protocol.State.EscrowEntry.Parse(one.ToBytes())!.ToBytes());
        }

        var bytes = taken.ToBytes();
        Assert.Equal(7, bytes[^1]);
        bytes[^1] = 0; // taken back at no height
        Assert.Null(Protocol.State.EscrowEntry.Parse(bytes));
        bytes = entry.ToBytes();
        bytes[1] = 2; // the longer form's number on the shorter
        Assert.Null(Protocol.State.EscrowEntry.Parse(bytes));
    }

    [Fact]
    public void Officers_are_doctors_of_the_hospital_guardians_are_known_and_another()
    {
        Assert.Equal("ESCROW_HOLDER_UNKNOWN", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.BreakGlass, [doctors[0], World.Cloud], 2)));
        Assert.Equal("ESCROW_HOLDER_UNKNOWN", ledger.CodeOf(World.Escrow(visit, EscrowPurpose.Recovery, [doctors[0], World.Doctor("stranger")], 2)));
        Assert.Null(ledger.CodeOf(World.Escrow(visit, EscrowPurpose.Recovery, [doctors[0], World.Cloud], 2)));
    }

    [Fact]
    public void An_escrow_in_another_form_does_not_parse()
    {
        var record = World.Escrow(visit, EscrowPurpose.BreakGlass, doctors, 2);
        var body = (Escrow)record.Body;
        Assert.NotNull(RecordBody.Parse(record.Kind, body.ToBytes()));
        Escrow With(IReadOnlyList<Bytes32>? holders = null, int commitments = 2, bool seeds = false) => new()
        {
            Pid = body.Pid,
            Purpose = body.Purpose,
            Holders = holders ?? body.Holders,
            Commitments = [.. body.Commitments.Take(commitments)],
            Proof = body.Proof,
            Shares = body.Shares,
            Seeds = seeds ? new byte[Crypto.Escrow.EscrowedSeeds.BoxSize] : ReadOnlyMemory<byte>.Empty,
        };
        Assert.Null(RecordBody.Parse(record.Kind, With(commitments: 1).ToBytes())); // one holder alone would open
        Assert.Null(RecordBody.Parse(record.Kind, With(holders: [body.Holders[0], body.Holders[0], body.Holders[1]]).ToBytes()));
        Assert.Null(RecordBody.Parse(record.Kind, With(holders: [.. body.Holders.Take(2)]).ToBytes()));
        Assert.Null(RecordBody.Parse(record.Kind, With(seeds: true).ToBytes())); // officers are not given the seeds
    }
}
