using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Desk;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A ticket makes one visit, and every step survives a restart (chain.md §7 Registration).</summary>
public sealed class DeskTests : IDisposable
{
    private readonly HospitalBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_ticket_is_good_once()
    {
        var ticket = bench.Desk.Issue("bed 7").OrThrow();
        var (first, _, _) = bench.Register(ticket);
        Assert.Null(bench.Desk.Register(first).Refusal);
        Assert.Equal("TICKET_USED", bench.Desk.Register(bench.Register(ticket).Registration).Refusal?.Code);
        bench.Restart();
        Assert.Equal("TICKET_USED", bench.Desk.Register(bench.Register(ticket, "Sam").Registration).Refusal?.Code);
    }

    [Fact]
    public void The_very_same_registration_again_is_answered_alike()
    {
        var (registration, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow());
        Assert.Null(bench.Desk.Register(registration).Refusal);
        Assert.Null(bench.Desk.Register(registration).Refusal);
        Assert.Single(bench.Desk.Pending());
    }

    [Fact]
    public void A_registration_with_an_alpha_that_was_never_issued_is_refused()
    {
        var ticket = bench.Desk.Issue(string.Empty).OrThrow();
        var (registration, _, _) = bench.Register(ticket, alpha: Evidence.NewAlpha());
        Assert.Equal("TICKET_UNKNOWN", bench.Desk.Register(registration).Refusal?.Code);
    }

    [Fact]
    public void A_ticket_too_old_is_refused()
    {
        var (registration, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow());
        bench.Time.Advance(RegistrationDesk.TicketLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal("TICKET_UNKNOWN", bench.Desk.Register(registration).Refusal?.Code);
    }

    [Fact]
    public void A_pseudo_identity_of_another_patient_is_refused()
    {
        var (registration, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow(), "Pat", id: "Sam");
        Assert.Equal("REGISTRATION_INVALID", bench.Desk.Register(registration).Refusal?.Code);
    }

    [Fact]
    public void A_claim_that_its_own_key_did_not_sign_is_refused()
    {
        var (registration, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow());
        var forged = new Registration { Claim = registration.Claim, VisitSignature = bench.Ada.Signing.Sign(Bytes32.Zero), Sealed = registration.Sealed };
        Assert.Equal("PARTY_SIGNATURE_INVALID", bench.Desk.Register(forged).Refusal?.Code);
        Assert.Null(bench.Desk.Register(registration).Refusal);
    }

    [Fact]
    public void Sealed_words_of_another_ticket_are_refused()
    {
        var (first, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow());
        var (second, _, _) = bench.Register(bench.Desk.Issue(string.Empty).OrThrow());
        var mixed = new Registration { Claim = first.Claim, VisitSignature = first.VisitSignature, Sealed = second.Sealed };
        Assert.Equal("REGISTRATION_INVALID", bench.Desk.Register(mixed).Refusal?.Code);
    }

    [Fact]
    public void Unused_tickets_are_bounded()
    {
        for (var i = 0; i < RegistrationDesk.UnusedTicketsMax; i++)
        {
            bench.Store.Put(new DeskEntry { Stage = DeskStage.Issued, Alpha = Evidence.NewAlpha(), Reference = string.Empty, IssuedMillis = Now });
        }

        Assert.Equal("BUSY", bench.Desk.Issue(string.Empty).Refusal?.Code);
        bench.Time.Advance(RegistrationDesk.TicketLifetime + TimeSpan.FromSeconds(1));
        Assert.Null(bench.Desk.Issue(string.Empty).Refusal);
    }

    [Fact]
    public void The_desk_reads_the_patients_words_and_the_disk_does_not_hold_them()
    {
        var (entry, _, _) = bench.Registered("Patricia-Plain-Marker");
        var contents = bench.Desk.ContentsOf(entry.Registration!);
        Assert.Equal(("Patricia-Plain-Marker", "fever and cough"), (contents.Id, contents.Symptoms));
        byte[][] secrets = [entry.Alpha.ToArray(), Encoding.UTF8.GetBytes("Patricia-Plain-Marker"), Encoding.UTF8.GetBytes("fever and cough")];
        Assert.All(bench.Files(), file => Assert.All(secrets, secret => Assert.True(file.AsSpan().IndexOf(secret) < 0)));
    }

    [Fact]
    public async Task An_assigned_visit_reaches_the_chain_and_everyone_gets_one_letter()
    {
        var (entry, patient, number) = bench.Registered();
        var assigned = bench.Desk.Assign(entry.Registration!.Claim.Pid.Span, [bench.Ada.Key, bench.Chen.Key]).OrThrow();
        await bench.Courier.SettleAsync(CancellationToken.None);
        Assert.Empty(bench.Office.Letters);
        Assert.Equal(assigned.Record!.Id, Assert.Single(bench.Chain.Submitted).Id);
        bench.Chain.Seal();
        bench.Restart();
        await bench.Courier.SettleAsync(CancellationToken.None);
        await bench.Courier.SettleAsync(CancellationToken.None);
        Assert.Equal(3, bench.Office.Letters.Count);

        var letter = bench.Office.Letters[1];
        var assignment = DoctorAssignment.Parse(letter.Open(bench.Chen.Sealing, MailPurposes.Assignment, Now).OrThrow()).OrThrow();
        Assert.Equal("Pat", assignment.Id);
        Assert.Equal(entry.Alpha.ToArray(), assignment.Alpha.ToArray());
        Assert.Null(assignment.Contradicts(bench.Chain.State.Entries.Visit(entry.Registration.Claim.Pid.Span)!, bench.Chen.Key));
        using var sealing = patient.Keys.VisitSealing(number);
        var order = VisitOrder.Parse(bench.Office.Letters[2].Open(sealing, MailPurposes.VisitOrder, Now).OrThrow()).OrThrow();
        Assert.Equal([bench.Ada.Key, bench.Chen.Key], order.Doctors);
        Assert.Empty(bench.Desk.Pending());
    }

    [Fact]
    public async Task Letters_that_found_no_way_are_sent_when_there_is_one()
    {
        var (entry, _, _) = bench.Registered();
        bench.Desk.Assign(entry.Registration!.Claim.Pid.Span, [bench.Ada.Key]).OrThrow();
        await bench.Courier.SettleAsync(CancellationToken.None);
        bench.Chain.Seal();
        bench.Office.Closed = Refusals.Busy;
        await bench.Courier.SettleAsync(CancellationToken.None);
        Assert.Single(bench.Desk.Pending());
        bench.Office.Closed = null;
        await bench.Courier.SettleAsync(CancellationToken.None);
        Assert.Equal(2, bench.Office.Letters.Count);
    }

    [Fact]
    public void Only_doctors_in_good_standing_are_assigned_and_only_once()
    {
        var (entry, _, _) = bench.Registered();
        var pid = entry.Registration!.Claim.Pid;
        Assert.Equal("DOCTOR_UNKNOWN", bench.Desk.Assign(pid.Span, [bench.World.Doctor("Eve").Key]).Refusal?.Code);
        Assert.Equal("MALFORMED", bench.Desk.Assign(pid.Span, []).Refusal?.Code);
        Assert.Equal("MALFORMED", bench.Desk.Assign(pid.Span, [bench.Ada.Key, bench.Ada.Key]).Refusal?.Code);
        Assert.Equal("VISIT_UNKNOWN", bench.Desk.Assign(new byte[145], [bench.Ada.Key]).Refusal?.Code);
        var first = bench.Desk.Assign(pid.Span, [bench.Ada.Key]).OrThrow();
        Assert.Equal(first.Record!.Id, bench.Desk.Assign(pid.Span, [bench.Ada.Key]).OrThrow().Record!.Id);
        Assert.Equal("NOT_NEW", bench.Desk.Assign(pid.Span, [bench.Chen.Key]).Refusal?.Code);
    }

    [Fact]
    public async Task A_visit_that_the_chain_refuses_comes_back_to_the_desk()
    {
        var (entry, _, _) = bench.Registered();
        var assigned = bench.Desk.Assign(entry.Registration!.Claim.Pid.Span, [bench.Ada.Key]).OrThrow();
        var body = (RegisterVisit)assigned.Record!.Body;
        var taken = new RegisterVisit { Claim = body.Claim, PatientSignature = body.PatientSignature, Doctors = [bench.Chen.Key] };
        bench.Chain.Seal(Record.Sign(bench.Chain.ChainId, Now, taken, bench.Identity.Signing));
        await bench.Courier.SettleAsync(CancellationToken.None);
        var back = Assert.Single(bench.Desk.Pending());
        Assert.Equal((DeskStage.Registered, "NOT_NEW"), (back.Stage, back.RefusalCode));
    }

    [Fact]
    public async Task The_evidence_check_refuses_exactly_a_tag_that_is_not_of_the_issued_alpha()
    {
        var (entry, patient, number) = bench.Registered();
        var pid = entry.Registration!.Claim.Pid;
        bench.Desk.Assign(pid.Span, [bench.Ada.Key]).OrThrow();
        await bench.Courier.SettleAsync(CancellationToken.None);
        bench.Chain.Seal();
        var visit = bench.Chain.State.Entries.Visit(pid.Span)!;
        var forged = bench.World.NewVisit("Other");
        var right = Diagnosis(visit, pid, entry.Alpha.Span, entry.Alpha.Span);
        Assert.Null(bench.Evidence.Check(right, (Diagnosis)right.Body, visit));
        var wrongTag = Diagnosis(visit, pid, forged.Alpha, entry.Alpha.Span);
        Assert.Equal("EVIDENCE_MISMATCH", bench.Evidence.Check(wrongTag, (Diagnosis)wrongTag.Body, visit)?.Code);
        var wrongSeal = Diagnosis(visit, pid, entry.Alpha.Span, forged.Alpha);
        Assert.Null(bench.Evidence.Check(wrongSeal, (Diagnosis)wrongSeal.Body, visit));
    }

    [Fact]
    public async Task A_teams_capsule_that_the_issued_alpha_does_not_find_is_refused()
    {
        var (entry, _, _) = bench.Registered();
        var pid = entry.Registration!.Claim.Pid;
        bench.Desk.Assign(pid.Span, [bench.Ada.Key]).OrThrow();
        await bench.Courier.SettleAsync(CancellationToken.None);
        bench.Chain.Seal();
        var visit = bench.Chain.State.Entries.Visit(pid.Span)!;
        Assert.Null(bench.Evidence.CheckTeam(Team(visit, pid, entry.Alpha.Span), visit));
        Assert.Equal("EVIDENCE_MISMATCH", bench.Evidence.CheckTeam(Team(visit, pid, bench.World.NewVisit("Other").Alpha), visit)?.Code);
    }

    private ulong Now => (ulong)bench.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private Record Team(Protocol.State.VisitEntry visit, ReadOnlyMemory<byte> pid, ReadOnlySpan<byte> alpha)
    {
        Assert.True(G1.TryDecode(visit.VisitKey.Span, out var visitKey));
        TeamDiagnosis Body(byte[] capsule) => new()
        {
            Sid = Bytes32.Zero,
            Pid = pid,
            Steps = [new SignedStep(Bytes32.Zero, Bytes32.Zero)],
            Signature = new byte[RecordLimits.TeamSignatureBytes],
            Capsule = capsule,
            Content = new ContentReceipt
            {
                ContentHash = Bytes32.Zero, SizeBytes = 1, MediaType = "text/plain", Store = bench.World.Cloud.Key, TimeMillis = Now,
                Signature = bench.World.Cloud.Signing.Sign(Bytes32.Zero),
            },
        };
        var context = Body([]).ContextOf(bench.Chain.ChainId, bench.Ada.Key, visit.VisitKey.Span);
        var capsule = Crypto.Bc22.Bc22Encryption.Encrypt(visitKey, alpha, new byte[32], context.ToArray());
        return Record.Sign(bench.Chain.ChainId, Now, Body(capsule.Encoded.ToArray()), bench.Ada.Signing);
    }

    private Record Diagnosis(Protocol.State.VisitEntry visit, ReadOnlyMemory<byte> pid, ReadOnlySpan<byte> tagAlpha, ReadOnlySpan<byte> sealedAlpha)
    {
        var context = RecordContext.ForDiagnosis(bench.Chain.ChainId, bench.Ada.Key, pid.Span, visit.VisitKey.Span, Bytes32.Zero);
        return Record.Sign(bench.Chain.ChainId, Now, new Diagnosis
        {
            HospitalPid = bench.World.HospitalPid,
            Pid = pid,
            Capsule = new byte[RecordLimits.L19CapsuleBytes],
            SealedEvidence = Evidence.Seal(bench.Identity.Sealing.PublicKey, sealedAlpha, "Pat", bench.World.HospitalPid, bench.Ada.Key, context),
            EvidenceTag = Evidence.Tag(tagAlpha, context, bench.Ada.Key),
            Content = new ContentReceipt
            {
                ContentHash = Bytes32.Zero, SizeBytes = 1, MediaType = "text/plain", Store = bench.World.Cloud.Key, TimeMillis = Now,
                Signature = bench.World.Cloud.Signing.Sign(Bytes32.Zero),
            },
        }, bench.Ada.Signing);
    }
}
