using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Fellows;
using HospitalChain.Node.Login;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Protocol.State;
using HospitalChain.Storage;
using HospitalChain.TestKit;
using MailLetter = HospitalChain.Node.Mail.MailLetter;

namespace HospitalChain.Node.Tests.Fellows;

/// <summary>A node's part in patients' sessions: who allows being asked, and how often.</summary>
public sealed class FellowOfficeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly World world = new();
    private readonly TestLedger ledger;
    private readonly Visit asked;
    private readonly Visit asker;
    private StoreEngine engine;
    private FellowOffice office;

    public FellowOfficeTests()
    {
        (asked, asker) = (world.NewVisit("asked"), world.NewVisit("asker"));
        ledger = new TestLedger(world, world.Hospital, world.HospitalGenesis, world.Facts, time, []);
        var doctor = world.Doctor("Ada");
        ledger.Seal(world.EnrolDoctor(doctor), world.RegisterVisit(asked, [doctor]), world.RegisterVisit(asker, [doctor]));
        engine = StoreEngine.Open(folder.File("store"));
        office = new FellowOffice(engine, new TestLedgers(ledger), time);
    }

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Who_allows_it_is_listed_until_the_time_the_withdrawal_or_the_visits_end()
    {
        Assert.Empty(office.List(Bytes32.Zero));
        Assert.Null(office.Offer(CallerOf(asked), Offer(asked)));
        var (key, offer) = Assert.Single(office.List(Bytes32.Zero));
        Assert.Equal(asked.Signing.PublicKey, key);
        Assert.Null(offer.Refuses(key, Now));
        Assert.Empty(office.List(key));
        office.Withdraw(CallerOf(asked));
        Assert.Empty(office.List(Bytes32.Zero));
        office.Offer(CallerOf(asked), Offer(asked));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(office.List(Bytes32.Zero));
        office.Offer(CallerOf(asked), Offer(asked));
        ledger.Seal(world.CloseVisit(asked, Now));
        Assert.Empty(office.List(Bytes32.Zero));
        Assert.Equal("FELLOW_NOT_OFFERED", Keep(Letter()));
    }

    [Fact]
    public void A_page_goes_on_above_the_last_key_and_holds_offers_only()
    {
        office.Offer(CallerOf(asked), Offer(asked));
        office.Offer(CallerOf(asker), Offer(asker));
        Keep(Letter()); // counts are kept beside the offers
        Bytes32[] keys = [.. new[] { asked.Signing.PublicKey, asker.Signing.PublicKey }.Order()];
        Assert.Equal(keys, office.List(Bytes32.Zero).Select(entry => entry.VisitKey));
        Assert.Equal(keys[1], Assert.Single(office.List(keys[0])).VisitKey);
        Assert.Empty(office.List(keys[1]));
    }

    [Fact]
    public void Nobody_offers_for_another()
    {
        Assert.Equal("FELLOW_OFFER_INVALID", office.Offer(CallerOf(asker), Offer(asked))!.Code);
        var forged = FellowOffer.Sign(ledger.ChainId, asked.Claim.Pid, Now, Now + 1000, 3, asker.Signing);
        Assert.Equal("FELLOW_OFFER_INVALID", office.Offer(CallerOf(asked), forged)!.Code);
        Assert.Null(office.Offer(CallerOf(asked), Offer(asked)));
        var older = FellowOffer.Sign(ledger.ChainId, asked.Claim.Pid, Now - 1, Now + 1000, 10, asked.Signing);
        Assert.Equal("FELLOW_OFFER_INVALID", office.Offer(CallerOf(asked), older)!.Code);
        Assert.Equal(2u, Assert.Single(office.List(Bytes32.Zero)).Offer.TriesPerDay);
    }

    [Fact]
    public void Asks_that_were_not_allowed_or_too_many_do_not_reach_the_box()
    {
        Assert.Equal("FELLOW_NOT_OFFERED", Keep(Letter()));
        office.Offer(CallerOf(asked), Offer(asked));
        var first = Letter();
        Assert.Null(Keep(first));
        Assert.Null(Keep(first)); // the same letter posted again is one ask
        Assert.Null(Keep(Letter()));
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", Keep(Letter()));
        Assert.Null(Keep(Letter(purpose: "FELLOW-TALK")));
    }

    [Fact]
    public void Another_ask_under_an_id_that_was_counted_is_another_try()
    {
        office.Offer(CallerOf(asked), Offer(asked));
        var first = Letter();
        Assert.Null(Keep(first));
        Assert.Null(Keep(Letter() with { Id = first.Id }));
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", Keep(Letter() with { Id = first.Id }));
    }

    [Fact]
    public void The_count_outlives_a_restart_a_withdrawal_and_a_new_offer_and_ends_after_a_day()
    {
        office.Offer(CallerOf(asked), Offer(asked));
        Keep(Letter());
        time.Advance(TimeSpan.FromMinutes(30));
        Keep(Letter());
        engine.Dispose();
        engine = StoreEngine.Open(folder.File("store"));
        office = new FellowOffice(engine, new TestLedgers(ledger), time);
        office.Withdraw(CallerOf(asked));
        office.Offer(CallerOf(asked), Offer(asked, hours: 48));
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", Keep(Letter()));
        time.Advance(TimeSpan.FromHours(23.5));
        Assert.Null(Keep(Letter()));
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", Keep(Letter()));
    }

    [Fact]
    public void The_patient_asked_sees_who_asked_and_how_many_were_turned_away()
    {
        office.Offer(CallerOf(asked), Offer(asked));
        Keep(Letter());
        Keep(Letter());
        Keep(Letter());
        var (offer, tries) = office.Of(asked.Signing.PublicKey);
        Assert.Equal(2u, offer!.TriesPerDay);
        Assert.All(tries.Counted, entry => Assert.Equal((Now, asker.Signing.PublicKey), (entry.Millis, entry.Other)));
        Assert.Equal((2, 1u), (tries.Counted.Count, tries.Refused));
        Assert.Empty(office.Of(asker.Signing.PublicKey).Tries.Counted);
    }

    [Fact]
    public void One_patient_asks_few_others_a_day()
    {
        for (var i = 0; i < FellowLimits.AsksMax; i++)
        {
            Assert.Null(office.MayPost(Letter()));
        }

        Assert.Equal("FELLOW_TRIES_EXHAUSTED", office.MayPost(Letter())?.Code);
        Assert.Null(office.MayPost(Letter(purpose: "FELLOW-ANSWER")));
    }

    [Fact]
    public void What_is_over_is_forgotten()
    {
        office.Offer(CallerOf(asked), Offer(asked));
        Keep(Letter());
        office.MayPost(Letter());
        time.Advance(TimeSpan.FromHours(25));
        office.DropOld();
        Assert.Empty(engine.Scan(Table.Node, "fellow-"u8));
    }

    [Fact]
    public void Counts_are_read_back_as_written_and_nothing_else_is()
    {
        var tries = FellowTries.None.With(7, Bytes32.Zero, asked.Signing.PublicKey).WithRefusal();
        var bytes = tries.ToBytes();
        Assert.Equal(bytes, FellowTries.Parse(bytes)!.ToBytes());
        Assert.Null(FellowTries.Parse(bytes.AsSpan(..^1)));
        Assert.Null(FellowTries.Parse([.. bytes, 0]));
    }

    private ulong Now => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    private string? Keep(MailLetter letter)
    {
        var batch = new StoreBatch();
        var refused = office.MayKeep(letter, batch);
        engine.Write(batch);
        return refused?.Code;
    }

    private FellowOffer Offer(Visit visit, int hours = 1) =>
        FellowOffer.Sign(ledger.ChainId, visit.Claim.Pid, Now, Now + ((ulong)hours * 3_600_000), 2, visit.Signing);

    private Caller CallerOf(Visit visit) => new(ledger.ChainId, visit.Signing.PublicKey, KeyRole.Patient);

    private MailLetter Letter(string purpose = "FELLOW-ASK") => new(
        new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), purpose, ledger.ChainId, asker.Signing.PublicKey, ledger.ChainId, asked.Signing.PublicKey, Now + 1000, RandomNumberGenerator.GetBytes(8), default);
}
