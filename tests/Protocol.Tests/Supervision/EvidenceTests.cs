using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>Evidence proves itself to whoever reads its bytes and nothing else; anything short of that proves nothing.</summary>
public sealed class EvidenceTests
{
    private readonly SupervisedWorld court = new();

    private World World => court.World;

    private Genesis Genesis => World.HospitalGenesis;

    [Fact]
    public void Two_headers_at_one_height_prove_a_fork()
    {
        var byHead = new ForkEvidence(Genesis, Equivocation.Of(court.Blocks[^1].Sealed, Lies.Head(World.Hospital, court.TwinOf(court.Blocks[^1]).Header, World.StartMillis + 9)));
        Assert.Null(Read(court.Fork()).Refuses());
        Assert.Null(Read(byHead).Refuses());
        Assert.Equal(court.Fork().OffenceKey, byHead.OffenceKey);
    }

    [Fact]
    public void A_block_that_follows_another_than_the_sealed_one_below_proves_a_fork()
    {
        var child = court.With(World.Access(court.Ada, 1)).Sealed;
        var parent = court.Blocks[^2];
        var twin = court.TwinOf(parent);
        Assert.Null(Read(new ForkEvidence(Genesis, Equivocation.Of(child, twin))).Refuses());
        Assert.Null(Read(new ForkEvidence(Genesis, Equivocation.Of(twin, child))).Refuses());
        Assert.Null(Read(new ForkEvidence(Genesis, Equivocation.Of(child, Lies.Head(World.Hospital, twin.Header, World.StartMillis)))).Refuses());
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(child, parent.Sealed))).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(child, court.TwinOf(court.Blocks[^3])))).Refuses()?.Code);
    }

    [Fact]
    public void A_head_that_takes_blocks_back_is_another_offence_than_a_fork_and_every_such_head_the_same()
    {
        ForkEvidence TakenBack(int height, ulong later) => new(Genesis, Equivocation.Of(
            Lies.Head(World.Hospital, court.Blocks[^1].Header, World.StartMillis), Lies.Head(World.Hospital, court.Blocks[height - 1].Header, World.StartMillis + later)));

        Assert.Null(Read(TakenBack(1, 5)).Refuses());
        Assert.Equal(TakenBack(1, 5).OffenceKey, Read(TakenBack(1, 6)).OffenceKey);
        Assert.NotEqual(court.Fork().OffenceKey, Read(TakenBack(1, 5)).OffenceKey); // or a rollback reported first would hide the fork
    }

    [Fact]
    public void No_fork_is_shown_by_one_header_twice_by_two_heights_or_by_another_key()
    {
        var newest = court.Blocks[^1].Sealed;
        var sameByHead = Lies.Head(World.Hospital, newest.Header, World.StartMillis);
        var foreign = Lies.Block(World.Cloud, court.Before(court.Blocks[^1]), World.Facts, court.Blocks[^1].Records, World.StartMillis + 99).Sealed;
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(newest, newest))).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(newest, sameByHead))).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(newest, court.Blocks[0].Sealed))).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(Genesis, Equivocation.Of(newest, foreign))).Refuses()?.Code);
        Assert.Equal("ACCUSED_UNKNOWN", Read(new ForkEvidence(World.RegistryGenesis, Equivocation.Of(newest, sameByHead))).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new ForkEvidence(AnotherChain(), Equivocation.Of(newest, court.TwinOf(court.Blocks[^1])))).Refuses()?.Code);
    }

    [Fact]
    public void A_promise_and_a_later_head_without_the_record_prove_censorship() => Assert.Null(Read(court.BrokenPromise()).Refuses());

    [Fact]
    public void A_promise_is_not_broken_before_its_deadline_nor_by_a_decided_record()
    {
        var decided = World.Diagnose(court.Ada, court.Visit, "in time");
        court.With(decided);
        var kept = Lies.Promise(World.Hospital, Genesis, decided.Id, World.StartMillis);
        var open = Lies.Promise(World.Hospital, Genesis, Bytes32.Zero, World.StartMillis);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(court.BrokenPromise(kept, kept.DeadlineMillis + 1)).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(court.BrokenPromise(open, open.DeadlineMillis)).Refuses()?.Code);
        Assert.Null(Read(court.BrokenPromise(open, open.DeadlineMillis + 1)).Refuses());
    }

    [Fact]
    public void A_promise_of_another_key_deadline_or_time_binds_nobody()
    {
        var forged = Lies.Promise(World.Cloud, Genesis, Bytes32.Zero, World.StartMillis);
        var hasty = Lies.Promise(World.Hospital, Genesis, Bytes32.Zero, World.StartMillis, World.StartMillis + 1);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(court.BrokenPromise(forged, forged.DeadlineMillis + 1)).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(court.BrokenPromise(hasty, hasty.DeadlineMillis + 1)).Refuses()?.Code);
    }

    [Fact]
    public void A_head_of_another_block_than_the_state_is_swapped_evidence()
    {
        var right = court.BrokenPromise();
        var older = Lies.Head(World.Hospital, court.Blocks[0].Header, right.Head.TimeMillis);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new BrokenPromiseEvidence(Genesis, right.Promise, older, right.Absence)).Refuses()?.Code);
        var present = StateEntryProof.Of(court.Blocks[^1].Sealed, court.Hospital.Tree, StateKey.Of(StateKinds.Record, court.Blocks[0].Records[0].Id));
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new BrokenPromiseEvidence(Genesis, right.Promise, right.Head, present)).Refuses()?.Code);
    }

    [Theory]
    [InlineData("CAPSULE_INVALID")]
    [InlineData("RECEIPT_INVALID")]
    [InlineData("VISIT_UNKNOWN")]
    [InlineData("VISIT_CLOSED")]
    [InlineData("DOCTOR_NOT_ASSIGNED")]
    [InlineData("AUTHOR_EXPELLED")]
    [InlineData("STORE_UNKNOWN")]
    public void A_rejection_for_a_reason_that_is_false_is_proven_wrong(string code)
    {
        var evidence = Read(court.WrongRejection("good", code));
        Assert.Null(evidence.Refuses());
        Assert.Equal("REJECTION_UNFOUNDED", evidence.Code);
    }

    [Fact]
    public void A_rejection_is_judged_on_what_the_records_before_it_left()
    {
        var closing = World.CloseVisit(court.Visit);
        var block = Lies.Block(
            World.Hospital, court.Hospital, World.Facts, [closing, Lies.Reject(World.Hospital, World.Diagnose(court.Ada, court.Visit, "late"), "CAPSULE_INVALID")]);
        Assert.Null(Read(court.Unlawful(block)!).Refuses()); // it fails with VISIT_CLOSED, not with the reason given
        Assert.Null(Read(court.WrongRejection("still open", "VISIT_CLOSED", World.Grant(court.Visit, court.Bea, recordId: null))).Refuses());
    }

    [Fact]
    public void No_right_rejection_gives_evidence()
    {
        var bad = World.Diagnose(court.Bea, court.Visit, "not mine");
        var (block, _) = World.Seal(court.Hospital, World.Hospital, World.Facts, Lies.Reject(World.Hospital, bad, "DOCTOR_NOT_ASSIGNED"));
        Assert.Null(court.Unlawful(block));
        Assert.Null(court.Unlawful(World.Seal(court.Hospital, World.Hospital, World.Facts, World.Diagnose(court.Ada, court.Visit, "good")).Block));
    }

    [Fact]
    public void A_block_too_large_for_a_report_gives_no_evidence_that_nobody_could_read()
    {
        var large = court.OnHospital(
            new Report
            {
                Reporter = new Grantee { Key = court.Ada.Key, ChainId = Genesis.ChainId, SealedHeader = default, EnrolmentProof = default },
                EvidenceBytes = new byte[RecordLimits.EvidenceBytesMax - 1024],
            },
            court.Ada);
        Assert.True(large.Bytes.Length > RecordLimits.EvidenceBytesMax - 1024);
        var fits = court.OnHospital(new Report { Reporter = ((Report)large.Body).Reporter, EvidenceBytes = new byte[1024] }, court.Ada);

        Assert.Null(court.Unlawful(Lies.Block(World.Hospital, court.Hospital, World.Facts, [large])));
        Assert.Null(Read(court.Unlawful(Lies.Block(World.Hospital, court.Hospital, World.Facts, [fits]))!).Refuses());
    }

    [Fact]
    public void A_sealed_forgery_a_wrong_state_and_a_broken_link_are_proven()
    {
        var good = World.Diagnose(court.Ada, court.Visit, "good");
        var forged = Record.Assemble(good.ChainId, good.Author, good.IssuedAtMillis, good.Body, World.Hospital.Signing.Sign(good.Id));
        Block[] blocks =
        [
            Lies.Block(World.Hospital, court.Hospital, World.Facts, [World.Access(court.Ada, 1), forged, World.Access(court.Ada, 2)]),
            Lies.Block(World.Hospital, court.Hospital, World.Facts, [good], stateRoot: court.Hospital.Tree.Root),
            Lies.Block(World.Hospital, court.Hospital, World.Facts, [good], timeMillis: court.Hospital.Head.TimeMillis),
            Lies.Block(World.Hospital, court.Hospital, World.Facts, [good], registryHead: default(RegistryHead)),
        ];
        foreach (var block in blocks)
        {
            var evidence = Read(court.Unlawful(block)!);
            Assert.Null(evidence.Refuses());
            Assert.Equal("BLOCK_UNLAWFUL", evidence.Code);
        }
    }

    [Fact]
    public void A_first_block_is_judged_on_the_genesis()
    {
        var start = ChainState.AtGenesis(Genesis);
        var block = Lies.Block(World.Hospital, start, World.Facts, [World.RegisterVisit(court.Visit, [court.Ada])]);
        Assert.Null(Read(UnlawfulBlockEvidence.Of(start, null, World.Facts, block)!).Refuses());
    }

    [Fact]
    public void A_block_against_its_own_records_excerpt_or_registry_proves_nothing()
    {
        var right = court.WrongRejection();
        var honest = World.Seal(court.Hospital, World.Hospital, World.Facts, World.Diagnose(court.Ada, court.Visit, "good")).Block;
        foreach (var part in Replaceable(right, honest))
        {
            Assert.NotNull(part.Refuses());
        }
    }

    [Fact]
    public void A_registry_head_kept_too_long_is_proven_and_one_in_time_is_not()
    {
        var (block, later) = (court.Blocks[^1], World.Facts.Head);
        var lag = Genesis.Parameters.RegistryLagMaxMillis;
        SealedHeader SealedAt(ulong time, ulong named) => Lies.Block(
            World.Hospital, court.Hospital, World.Facts, block.Records, time, registryHead: new RegistryHead(named, World.Registry[(int)named].Head.Hash)).Sealed;
        var registry = World.RegistryBlocks[^1].Sealed;
        Assert.Null(Read(new StaleRegistryEvidence(Genesis, SealedAt(later.TimeMillis + lag + 1, 0), registry)).Refuses());
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new StaleRegistryEvidence(Genesis, SealedAt(later.TimeMillis + lag, 0), registry)).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new StaleRegistryEvidence(Genesis, SealedAt(later.TimeMillis + lag + 1, 1), registry)).Refuses()?.Code);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new StaleRegistryEvidence(Genesis, SealedAt(later.TimeMillis + lag + 1, 0), block.Sealed)).Refuses()?.Code);
        var forged = Lies.Seal(World.Hospital, later);
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new StaleRegistryEvidence(Genesis, SealedAt(later.TimeMillis + lag + 1, 0), forged)).Refuses()?.Code);
    }

    [Fact]
    public void A_dispute_shows_the_refusal_of_evidence_and_alpha_decides_it()
    {
        var good = World.Diagnose(court.Ada, court.Visit, "good");
        var dispute = (DisputeEvidence)Read(court.Dispute(good));
        Assert.Null(dispute.Refuses());
        Assert.False(dispute.ProvesItself);
        Assert.True(dispute.IsWrongBy(court.Visit.Alpha));
        Assert.True(dispute.IsWrongBy(new byte[Evidence.AlphaSize]), "α of another visit shows that the hospital hides the right one");
        var bad = World.Diagnose(court.Ada, court.Visit, "bad", spoil: parts => parts with { EvidenceTag = Bytes32.Zero });
        Assert.False(((DisputeEvidence)Read(court.Dispute(bad))).IsWrongBy(court.Visit.Alpha));
    }

    [Fact]
    public void A_dispute_of_another_reason_or_without_the_visit_shows_nothing()
    {
        var refused = World.Diagnose(court.Bea, court.Visit, "not mine");
        var block = court.With(Lies.Reject(World.Hospital, refused, "DOCTOR_NOT_ASSIGNED"));
        Assert.Equal("EVIDENCE_UNPROVEN", Read(court.Dispute(block)).Refuses()?.Code);
        var right = court.Dispute(World.Diagnose(court.Ada, court.Visit, "good"));
        StateEntryProof Proof(ReadOnlySpan<byte> pid) => StateEntryProof.Of(court.Blocks[^1].Sealed, court.Hospital.Tree, StateKey.Of(StateKinds.Visit, pid));
        var other = World.NewVisit("other");
        court.With(World.RegisterVisit(other, [court.Ada]));
        Assert.Equal("EVIDENCE_UNPROVEN", Read(new DisputeEvidence(Genesis, right.Rejection, Proof(other.Claim.Pid.Span))).Refuses()?.Code);
        var stranger = World.Diagnose(court.Ada, World.NewVisit("stranger"), "nowhere");
        var unknown = RecordProof.Of(Lies.Block(World.Hospital, court.Hospital, World.Facts, [Lies.Reject(World.Hospital, stranger, "EVIDENCE_MISMATCH")]), 0, head: null);
        Assert.Equal("EVIDENCE_INCOMPLETE", Read(new DisputeEvidence(Genesis, unknown, Proof(DisputeEvidence.PidOf(stranger)!.Value.Span))).Refuses()?.Code);
    }

    [Fact]
    public void No_changed_byte_of_evidence_proves_anything_else()
    {
        foreach (var evidence in (OffenceEvidence[])[court.Fork(), court.BrokenPromise(), court.WrongRejection()])
        {
            var bytes = evidence.ToBytes();
            for (var i = 0; i < bytes.Length; i += 1 + (bytes.Length / 300))
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                if (OffenceEvidence.Parse(changed) is { Ok: true } parsed && parsed.Value!.Refuses() is null)
                {
                    Assert.Equal(evidence.OffenceKey, parsed.Value.OffenceKey);
                }
            }
        }
    }

    /// <summary>The same evidence with one part of another block.</summary>
    private IEnumerable<OffenceEvidence> Replaceable(UnlawfulBlockEvidence right, Block honest)
    {
        var other = court.Unlawful(Lies.Block(World.Hospital, court.Hospital, World.Facts, [Lies.Reject(World.Hospital, World.Diagnose(court.Ada, court.Visit, "x"), "RECEIPT_INVALID")]))!;
        yield return Changed(right, fields => fields[2] = honest.Sealed.ToBytes());
        yield return Changed(right, fields => fields[2] = other.Sealed.ToBytes());
        yield return Changed(right, fields => fields[1] = new byte[] { 0xc4, 0 });
        yield return Changed(right, fields => fields[0] = new byte[] { (byte)BlockFault.StateRoot });
        yield return Changed(right, fields => fields[0] = new byte[] { (byte)BlockFault.Link });
        yield return Changed(right, fields => fields[5] = [0x91, 0x92, 1, 0xc4, 32, .. court.Hospital.Tree.Root.ToArray()]);
        yield return Changed(right, fields => fields[7] = [0x91, 0x92, 1, 0xc4, 32, .. World.Facts.Entries.Tree.Root.ToArray()]);
        yield return Changed(right, fields => fields[6] = new byte[] { 0xc4, 0 });
    }

    private static OffenceEvidence Changed(UnlawfulBlockEvidence evidence, Action<byte[][]> change) =>
        OffenceEvidence.Parse(EvidenceBytes.Replace(evidence.ToBytes(), change)).OrThrow();

    /// <summary>As whoever gets only the bytes has it.</summary>
    private static OffenceEvidence Read(OffenceEvidence evidence)
    {
        var read = OffenceEvidence.Parse(evidence.ToBytes()).OrThrow();
        Assert.Equal(evidence.ToBytes(), read.ToBytes());
        return read;
    }

    private Genesis AnotherChain() => new()
    {
        RegistryChainId = Genesis.RegistryChainId,
        ManagerSigning = Genesis.ManagerSigning,
        ManagerSealing = Genesis.ManagerSealing,
        Supernode = Genesis.Supernode,
        Parameters = Genesis.Parameters,
        TimeMillis = Genesis.TimeMillis + 1,
    };
}
