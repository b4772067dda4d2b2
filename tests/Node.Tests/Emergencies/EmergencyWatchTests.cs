using HospitalChain.Crypto;
using HospitalChain.Node.Emergencies;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Emergencies;

/// <summary>The hospital's node tells the patient, closes what nobody closed, and says when nobody judged in time.</summary>
public sealed class EmergencyWatchTests : IDisposable
{
    private readonly HospitalBench bench = new();
    private readonly Party[] officers;
    private readonly Visit visit;
    private readonly Record escrow;
    private readonly Record open;
    private EmergencyWatch watch;

    public EmergencyWatchTests()
    {
        officers = [bench.Ada, bench.Chen];
        visit = bench.World.NewVisit("pat");
        bench.Chain.Seal(bench.World.RegisterVisit(visit, officers));
        escrow = bench.World.Escrow(visit, EscrowPurpose.BreakGlass, officers, 2);
        bench.Chain.Seal(escrow);
        open = bench.World.Open(bench.World.Terms(visit, escrow.Id, officers, Now + 60_000, reviewMillis: 60_000), officers);
        watch = Watch();
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_patient_is_told_of_opening_closing_and_review_once_each()
    {
        bench.Chain.Seal(open);
        var close = bench.World.Close(open.Id, officers[0]);
        bench.Chain.Seal(close);
        var review = bench.World.Review(open.Id, bench.World.Hospital, ReviewVerdict.Justified);
        bench.Chain.Seal(review);
        await watch.SettleAsync(default);
        await watch.SettleAsync(default);
        Assert.Equal([open.Id, close.Id, review.Id], bench.Office.Letters.Select(Told));
        Assert.All(bench.Office.Letters, letter => Assert.Equal(visit.Signing.PublicKey, letter.Recipient));
        Assert.Empty(bench.Chain.Submitted);
    }

    [Fact]
    public async Task A_notice_that_cannot_be_posted_yet_is_posted_later_also_by_the_next_process()
    {
        bench.Chain.Seal(open);
        bench.Office.Closed = Refusals.Busy.With("test");
        await watch.SettleAsync(default);
        Assert.Empty(bench.Office.Letters);
        bench.Office.Closed = null;
        bench.Restart();
        watch = Watch();
        await watch.SettleAsync(default);
        Assert.Equal(open.Id, Told(Assert.Single(bench.Office.Letters)));
        bench.Restart();
        watch = Watch();
        await watch.SettleAsync(default);
        Assert.Single(bench.Office.Letters);
    }

    [Fact]
    public async Task What_nobody_closed_is_closed_with_what_was_read_and_what_nobody_judged_is_overdue()
    {
        bench.Chain.Seal(open);
        var diagnosis = bench.World.Diagnose(bench.Ada, visit, "asthma");
        bench.Chain.Seal(diagnosis, bench.World.Read(open.Id, diagnosis.Id, officers[0], Now));
        await watch.SettleAsync(default);
        Assert.Empty(bench.Chain.Submitted);

        bench.Time.Advance(TimeSpan.FromSeconds(61));
        await watch.SettleAsync(default);
        await watch.SettleAsync(default); // the same record again
        var close = Assert.IsType<BreakGlassClose>(Assert.Single(bench.Chain.Submitted).Body);
        Assert.Equal(diagnosis.Id, Assert.Single(close.Opened));

        bench.Restart();
        watch = Watch();
        bench.Chain.Submitted.Clear();
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        await watch.SettleAsync(default);
        Assert.Equal(ReviewVerdict.Overdue, Assert.Single(bench.Chain.Submitted.Select(record => record.Body).OfType<Review>()).Verdict);
    }

    [Fact]
    public async Task What_is_closed_and_judged_is_over()
    {
        var time = bench.Chain.State.Head.TimeMillis;
        var brief = bench.World.Open(bench.World.Terms(visit, escrow.Id, officers, time + 2, reviewMillis: 0), officers);
        bench.Chain.Seal(brief);
        bench.Chain.Seal(bench.World.EnrolDoctor(bench.World.Doctor("time passes")));
        await watch.SettleAsync(default);
        Assert.Equal(2, bench.Chain.Submitted.Count);
        bench.Chain.Seal();
        await watch.SettleAsync(default);
        await watch.SettleAsync(default);
        Assert.Empty(bench.Chain.Submitted);
        Assert.Equal(90u, bench.Chain.State.Entries.Credit(officers[0].Key)!.Value.Points);
        Assert.Equal(3, bench.Office.Letters.Count);
    }

    private ulong Now => (ulong)bench.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private Bytes32 Told(SignedMail letter)
    {
        var content = letter.Open(visit.Sealing, MailPurposes.BreakGlassNotice, Now).OrThrow();
        return EmergencyNotice.Parse(content).OrThrow().RecordId;
    }

    private EmergencyWatch Watch() => new(bench.Identity, bench.Chain, bench.Engine, bench.Office, bench.Time, NullLogger<EmergencyWatch>.Instance);
}
