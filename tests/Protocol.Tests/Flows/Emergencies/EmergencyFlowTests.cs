using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Emergencies;

/// <summary>What officers and guardians send each other, and when a store hands out a record in an emergency.</summary>
public sealed class EmergencyFlowTests
{
    private const ulong Until = World.StartMillis + 3_600_000;
    private readonly World world = new();
    private readonly Party[] officers;
    private readonly Visit visit;
    private readonly Record escrow;
    private readonly Random random;
    private ChainState state;

    public EmergencyFlowTests(ITestOutputHelper output)
    {
        random = SeededRandom.Make(output);
        officers = [world.Doctor("ada"), world.Doctor("bea"), world.Doctor("cai")];
        visit = world.NewVisit("pat");
        state = ChainState.AtGenesis(world.HospitalGenesis);
        escrow = world.Escrow(visit, EscrowPurpose.BreakGlass, officers, 2);
        Seal([.. officers.Select(officer => world.EnrolDoctor(officer))]);
        Seal(world.RegisterVisit(visit, officers));
        Seal(escrow);
    }

    [Fact]
    public void Every_message_has_one_spelling()
    {
        var terms = Terms();
        Run(terms.ToBytes(), bytes => BreakGlassTerms.Parse(bytes).Value, read => read.ToBytes());
        Assert.InRange(terms.ToBytes().Length, 1, BreakGlassTerms.BytesMax);
        Run(EmergencyAgreement.Sign(terms, officers[0].Signing).ToBytes(), bytes => EmergencyAgreement.Parse(bytes).Value, read => read.ToBytes());
        var ask = new EmergencyAsk { ChainId = terms.ChainId, OpenId = escrow.Id, RecordId = escrow.Id };
        Run(ask.ToBytes(), bytes => EmergencyAsk.Parse(bytes).Value, read => read.ToBytes());
        var notice = new EmergencyNotice { ChainId = terms.ChainId, Pid = visit.Claim.Pid, RecordId = escrow.Id };
        Run(notice.ToBytes(), bytes => EmergencyNotice.Parse(bytes).Value, read => read.ToBytes());
        using var share = Share(0);
        var part = EscrowPart.Make(1, share.Secret, visit.Key.PublicKey(), EmergencyPart.Context(escrow.Id, escrow.Id));
        Run(new EmergencyPart { OpenId = escrow.Id, RecordId = escrow.Id, Part = part }.ToBytes(), bytes => EmergencyPart.Parse(bytes).Value, read => read.ToBytes(), 300);
        Run(Entry().ToBytes(), bytes => BreakGlassEntry.Parse(bytes), read => read.ToBytes());
        Run(state.Entries.Escrow(escrow.Id)!.ToBytes(), bytes => EscrowEntry.Parse(bytes), read => read.ToBytes());
    }

    [Theory]
    [InlineData("etreat")]
    [InlineData("")]
    [InlineData("found unconscious")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456")]
    public void A_reason_is_a_code_and_not_words(string reason) => Assert.False(BreakGlassTerms.IsReason(reason));

    [Fact]
    public void A_share_opens_to_its_holder_and_is_held_against_the_commitments()
    {
        using var share = Share(2);
        Assert.Equal(3u, share.Place);
        var body = (Escrow)escrow.Body;
        Assert.Equal("ESCROW_SHARE_INVALID", EscrowShare.Open(state.ChainId, body, world.Cloud.Key, world.Cloud.Sealing).Refusal!.Code);
        Assert.Equal("ESCROW_SHARE_INVALID", EscrowShare.Open(state.ChainId, body, officers[0].Key, officers[1].Sealing).Refusal!.Code);
        var swapped = With(body, shares: [body.Shares[1], body.Shares[0], body.Shares[2]]);
        Assert.Equal("ESCROW_SHARE_INVALID", EscrowShare.Open(state.ChainId, swapped, officers[0].Key, officers[0].Sealing).Refusal!.Code);
        var other = (Escrow)world.Escrow(visit, EscrowPurpose.BreakGlass, officers, 2).Body;
        var foreign = With(body, commitments: other.Commitments);
        Assert.Equal("ESCROW_SHARE_INVALID", EscrowShare.Open(state.ChainId, foreign, officers[0].Key, officers[0].Sealing).Refusal!.Code);
    }

    [Fact]
    public void A_released_share_opens_to_the_new_key_at_its_own_place_only()
    {
        var body = (Escrow)escrow.Body;
        using var share = Share(0);
        var owner = new Party("new keystore");
        var released = share.Release(state.ChainId, body, owner.Sealing.PublicKey);
        using var opened = EscrowShare.OpenReleased(state.ChainId, body, 1, owner.Sealing, released).OrThrow();
        Assert.Equal(share.Secret.PublicKey(), opened.Secret.PublicKey());
        Assert.False(EscrowShare.OpenReleased(state.ChainId, body, 2, owner.Sealing, released).Ok);
        Assert.False(EscrowShare.OpenReleased(state.ChainId, body, 0, owner.Sealing, released).Ok);
        Assert.False(EscrowShare.OpenReleased(state.ChainId, body, 4, owner.Sealing, released).Ok);
        Assert.False(EscrowShare.OpenReleased(state.ChainId, body, 1, world.Cloud.Sealing, released).Ok);
    }

    [Fact]
    public void A_store_hands_out_a_record_to_who_leads_while_it_lasts_and_of_that_visit()
    {
        var diagnosis = world.Diagnose(officers[2], visit, "asthma");
        var open = world.Open(Terms(), officers[..2]);
        Seal(diagnosis);
        Seal(open);
        Assert.Null(CodeOf(open.Id, diagnosis, officers[0]));
        Assert.Equal("BREAK_GLASS_NOT_COVERED", CodeOf(open.Id, diagnosis, officers[1]));
        Assert.Equal("CONSENT_MISSING", CodeOf(escrow.Id, diagnosis, officers[0]));
        Assert.Equal("BREAK_GLASS_OVER", CodeOf(open.Id, diagnosis, officers[0], Until));
        var other = world.NewVisit("other");
        var others = world.Diagnose(officers[2], other, "cough");
        Seal(world.RegisterVisit(other, officers));
        Seal(others);
        Assert.Equal("BREAK_GLASS_NOT_COVERED", CodeOf(open.Id, others, officers[0]));
        Seal(world.Close(open.Id, officers[1]));
        Assert.Equal("BREAK_GLASS_OVER", CodeOf(open.Id, diagnosis, officers[0]));
    }

    [Fact]
    public void The_store_delivers_nothing_more_once_the_patient_took_the_escrow_back()
    {
        var open = world.Open(Terms(), officers[..2]);
        var diagnosis = world.Diagnose(officers[2], visit, "asthma");
        Seal(open, diagnosis);
        Assert.Null(CodeOf(open.Id, diagnosis, officers[0]));
        Seal(world.Withdraw(visit, escrow.Id));
        Assert.Equal("ESCROW_WITHDRAWN", CodeOf(open.Id, diagnosis, officers[0]));
    }

    private static Escrow With(Escrow body, IReadOnlyList<ReadOnlyMemory<byte>>? shares = null, IReadOnlyList<ReadOnlyMemory<byte>>? commitments = null) => new()
    {
        Pid = body.Pid,
        Purpose = body.Purpose,
        Holders = body.Holders,
        Commitments = commitments ?? body.Commitments,
        Proof = body.Proof,
        Shares = shares ?? body.Shares,
        Seeds = body.Seeds,
    };

    private BreakGlassTerms Terms() => world.Terms(visit, escrow.Id, officers[..2], Until);

    private BreakGlassEntry Entry() => new()
    {
        EscrowId = escrow.Id, Pid = visit.Claim.Pid, Officers = [officers[0].Key], UntilMillis = 1, ReviewDueMillis = 2, Opened = [escrow.Id], ClosedAtHeight = 0, Verdict = ReviewVerdict.Overdue,
    };

    private EscrowShare Share(int index) => EscrowShare.Open(state.ChainId, (Escrow)escrow.Body, officers[index].Key, officers[index].Sealing).OrThrow();

    private string? CodeOf(Bytes32 openId, Record record, Party reader, ulong now = World.StartMillis + 1000)
    {
        var request = AccessRequest.Sign(state.ChainId, record.Id, openId, Bytes32.Zero, now, reader.Signing);
        var head = world.Hospital.Signing.Sign(SignedMessage.Head(state.ChainId, state.Head.Height, state.Head.Hash, now));
        return ContentDecision.Decide(request, record, new DeliveryView
        {
            Chain = state,
            Head = new Protocol.Blocks.SignedHead(state.ChainId, state.Head.Height, state.Head.Hash, now, head),
            ReaderChain = null,
            ReaderHead = null,
            RevokedOnSight = new HashSet<Bytes32>(),
            NowMillis = now,
        }).Refusal?.Code;
    }

    private void Seal(params IReadOnlyList<Record> records) => (_, state) = world.Seal(state, world.Hospital, world.Facts, records);

    private void Run<T>(byte[] sample, Func<byte[], T?> decode, Func<T, byte[]> encode, int mutations = 600)
        where T : class =>
        new DecoderFuzz<T>(decode, encode).Run([sample], mutations, random);
}
