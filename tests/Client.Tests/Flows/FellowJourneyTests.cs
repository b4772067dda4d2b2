using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fellows;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Patients of two hospitals, through the real client, chains and mail (crypto.md §9).</summary>
public sealed class FellowJourneyTests : IAsyncLifetime
{
    private readonly List<ClientSession> sessions = [];
    private TestNetwork network = null!;
    private Someone ann = null!;
    private Someone ben = null!;
    private Someone cat = null!;

    public async ValueTask InitializeAsync()
    {
        network = await TestNetwork.StartAsync();
        var (a, b) = (await network.EnrolDoctorAsync("doctor a", network.ChainA), await network.EnrolDoctorAsync("doctor b", network.ChainB));
        ann = await RegisterAsync("ann", network.NodeA, network.HospitalA, a, "asthma");
        ben = await RegisterAsync("ben", network.NodeB, network.HospitalB, b, "asthma");
        cat = await RegisterAsync("cat", network.NodeA, network.HospitalA, a, "cough");
    }

    public ValueTask DisposeAsync()
    {
        sessions.ForEach(session => session.Dispose());
        network.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Same_symptom_in_two_hospitals_both_get_a_key_and_talk_in_order()
    {
        await ben.OfferAsync();
        var listed = Assert.Single(await new FellowListing(ann.Session).ListAsync(ann.Visit, default));
        Assert.Equal(ben.Visit.Pid, listed.Pid.ToArray());
        var ask = await AgreeAsync(ann, ben);
        await ann.Desk.SayAsync(ask, "does it wake you too?", default);
        await ann.Desk.SayAsync(ask, "every night here", default);
        network.NodeB.ShuffleMail();
        network.ManagerNode.ShuffleMail();
        await ben.Desk.ReceiveAsync(default);
        Assert.Equal("does it wake you too? every night here", string.Join(' ', ben.Desk.Texts(ask).Select(text => text.Text)));
        await ben.Desk.SayAsync(ask, "yes", default);
        await ann.Desk.ReceiveAsync(default);
        Assert.Equal("yes", Assert.Single(ann.Desk.Texts(ask), text => !text.Own).Text);
        Assert.Equal("FELLOW_CLOSED", (await ann.Desk.EndAsync(ask, default)).Code);
        await ben.Desk.ReceiveAsync(default);
        Assert.Equal("FELLOW_CLOSED", Assert.Single(ben.Desk.List()).Code);
    }

    [Fact]
    public async Task Different_symptoms_in_one_hospital_both_learn_only_that()
    {
        await ann.OfferAsync();
        var ask = await cat.AskAsync(ann);
        await ann.Desk.ReceiveAsync(default);
        await ann.AnswerAsync(ask);
        await cat.Desk.ReceiveAsync(default);
        await ann.Desk.ReceiveAsync(default);
        await cat.Desk.ReceiveAsync(default);
        foreach (var one in new[] { ann, cat })
        {
            var view = Assert.Single(one.Desk.List());
            Assert.Equal((FellowStage.Ended, "FELLOW_NOT_SAME"), (view.Stage, view.Code));
            Assert.Equal("FELLOW_ENDED", await CodeOfAsync(() => one.Desk.SayAsync(ask, "hello?", default)));
        }
    }

    [Fact]
    public async Task Who_does_not_allow_it_is_not_asked_and_does_not_answer()
    {
        Assert.Equal("FELLOW_NOT_OFFERED", await CodeOfAsync(() => ann.AskAsync(ben)));
        Assert.Empty(ann.Desk.List());
        await ben.OfferAsync();
        var ask = await ann.AskAsync(ben);
        await new FellowListing(ben.Session).WithdrawAsync(ben.Visit, default);
        await ben.Desk.ReceiveAsync(default); // a node lets it through; the client says no by itself
        await ann.Desk.ReceiveAsync(default);
        Assert.Equal("FELLOW_DECLINED", Assert.Single(ann.Desk.List()).Code);
        Assert.Equal("FELLOW_ENDED", await CodeOfAsync(() => ben.AnswerAsync(ask)));
    }

    [Fact]
    public async Task Answers_are_counted_on_the_patients_own_disk()
    {
        await ann.OfferAsync(tries: 1);
        foreach (var expected in new[] { null, "FELLOW_TRIES_EXHAUSTED" })
        {
            var ask = await cat.AskAsync(ann);
            await ann.Desk.ReceiveAsync(default);
            Assert.Equal(expected, await CodeOfAsync(() => ann.AnswerAsync(ask)));
        }

        ann = Again(ann);
        Assert.Equal(1, ann.Desk.TriesToday());
        var waiting = Assert.Single(ann.Desk.List(), view => view.Stage == FellowStage.Asked);
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", await CodeOfAsync(() => ann.AnswerAsync(waiting.AskId)));
        network.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await CodeOfAsync(() => ann.AnswerAsync(waiting.AskId)));
    }

    [Theory]
    [InlineData("FELLOW_TRIES_EXHAUSTED")]
    [InlineData("FELLOW_NOT_OFFERED")]
    public async Task A_node_that_refuses_an_answer_does_not_give_the_try_back(string code)
    {
        await ben.OfferAsync(tries: 1);
        var ask = await ann.AskAsync(ben);
        await ben.Desk.ReceiveAsync(default);
        var lie = code == "FELLOW_NOT_OFFERED" ? Refusals.FellowNotOffered : Refusals.FellowTriesExhausted;
        network.ManagerNode.RefusesMail = mail => mail.Purpose == MailPurposes.FellowAnswer ? lie : null;
        Assert.Equal(code, await CodeOfAsync(() => ben.AnswerAsync(ask)));
        for (var process = 0; process < 2; process++)
        {
            Assert.Equal(code, Assert.Single((await Again(ben).Desk.ReceiveAsync(default)).Refused).Refusal.Code); // posted again, refused again
            Assert.Equal((1, FellowStage.Answered), (ben.Desk.TriesToday(), Assert.Single(ben.Desk.List()).Stage));
        }

        network.ManagerNode.RefusesMail = _ => null;
        var second = await ann.AskAsync(ben);
        await ben.Desk.ReceiveAsync(default);
        Assert.Equal("FELLOW_TRIES_EXHAUSTED", await CodeOfAsync(() => ben.AnswerAsync(second)));
    }

    /// <summary>A kill is a letter that does not leave: the disk has run and letter, and a new process posts the very same.</summary>
    [Fact]
    public async Task A_kill_before_any_letter_leaves_changes_nothing_in_the_end()
    {
        await ben.OfferAsync();
        network.ManagerNode.UnreachableAt = "/v1/mail";
        Assert.Equal("NODE_UNREACHABLE", await CodeOfAsync(() => ann.AskAsync(ben)));
        await RestartAsync(ann);
        await ben.Desk.ReceiveAsync(default);
        var ask = Assert.Single(ben.Desk.List()).AskId;
        network.ManagerNode.UnreachableAt = "/v1/mail";
        Assert.Equal("NODE_UNREACHABLE", await CodeOfAsync(() => ben.AnswerAsync(ask)));
        await RestartAsync(ben);
        Assert.Equal(1, ben.Desk.TriesToday());
        await ann.Desk.ReceiveAsync(default);
        await ben.Desk.ReceiveAsync(default);
        await ann.Desk.ReceiveAsync(default);
        network.ManagerNode.UnreachableAt = "/v1/mail";
        Assert.Equal("NODE_UNREACHABLE", await CodeOfAsync(() => ann.Desk.SayAsync(ask, "first", default)));
        await RestartAsync(ann);
        await ann.Desk.SayAsync(ask, "second", default);
        await ben.Desk.ReceiveAsync(default);
        Assert.Equal("first second", string.Join(' ', ben.Desk.Texts(ask).Select(text => text.Text)));
    }

    [Fact]
    public async Task Nothing_that_leaves_a_machine_tells_the_symptom_or_what_was_written()
    {
        await ben.OfferAsync();
        var ask = await AgreeAsync(ann, ben);
        await ann.Desk.SayAsync(ask, "a secret between two", default);
        await ben.Desk.ReceiveAsync(default);
        using var t = Symptom.FromCode("s", "asthma");
        var secret = new byte[SecretScalar.Size];
        t.CopyTo(secret);
        byte[][] never = [secret, Encoding.UTF8.GetBytes("a secret between two")];
        Assert.DoesNotContain(network.Sent, bytes => never.Any(part => bytes.AsSpan().IndexOf(part) >= 0
            || Encoding.ASCII.GetString(bytes).Contains(Convert.ToHexStringLower(part), StringComparison.Ordinal)));
    }

    private static async Task<string?> CodeOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal.Code;
        }
    }

    /// <summary>Up to a key on both sides.</summary>
    private static async Task<Bytes32> AgreeAsync(Someone asking, Someone asked)
    {
        var ask = await asking.AskAsync(asked);
        await asked.Desk.ReceiveAsync(default);
        Assert.Equal(FellowStage.Answered, (await asked.AnswerAsync(ask)).Stage);
        await asking.Desk.ReceiveAsync(default);
        await asked.Desk.ReceiveAsync(default);
        await asking.Desk.ReceiveAsync(default);
        Assert.All([asking, asked], one => Assert.Equal(FellowStage.Agreed, Assert.Single(one.Desk.List()).Stage));
        return ask;
    }

    /// <summary>The node answers again, and a new process of one patient goes on.</summary>
    private async Task RestartAsync(Someone one)
    {
        network.ManagerNode.UnreachableAt = null;
        await Again(one).Desk.ReceiveAsync(default);
    }

    private Someone Again(Someone one)
    {
        one.Session.Dispose();
        sessions.Remove(one.Session);
        one.Session = network.Session(one.Party, ProfileRole.Patient, null);
        sessions.Add(one.Session);
        return one;
    }

    private async Task<Someone> RegisterAsync(string name, TestNode node, TestParty hospital, TestParty doctor, string symptom)
    {
        var party = TestParty.Named(name);
        var session = network.Session(party, ProfileRole.Patient, null);
        sessions.Add(session);
        using var desk = network.SessionOfHospital(hospital);
        var counter = desk.Connect(node.Address, desk.OwnIdentity());
        var visit = await new PatientVisits(session).RegisterAsync(await counter.IssueTicketAsync("desk", default), name, "ill", default);
        await counter.AssignAsync(visit.Pid, [doctor.Key], default);
        using var t = Symptom.FromCode("s", symptom);
        using var notice = new SymptomNotice { ChainId = visit.ChainId, HospitalPid = new byte[145], Pid = visit.Pid, Symptom = t };
        session.Shelf.Put(ShelfKinds.Symptom, SecretShelf.IdOf(visit.Pid), notice.ToBytes());
        return new Someone(party, session, visit);
    }

    private sealed class Someone(TestParty party, ClientSession session, VisitNote visit)
    {
        public TestParty Party => party;

        public ClientSession Session { get; set; } = session;

        public VisitNote Visit => visit;

        public FellowDesk Desk => new(Session, visit);

        public Task OfferAsync(uint tries = 3) => new FellowListing(Session).OfferAsync(visit, TimeSpan.FromDays(3), tries, default);

        public Task<Bytes32> AskAsync(Someone other) => Desk.AskAsync(other.Visit.ChainId, other.Visit.Pid, SecretShelf.IdOf(visit.Pid), TimeSpan.FromDays(2), default);

        public Task<FellowView> AnswerAsync(Bytes32 ask) => Desk.AnswerAsync(ask, SecretShelf.IdOf(visit.Pid), default);
    }
}
