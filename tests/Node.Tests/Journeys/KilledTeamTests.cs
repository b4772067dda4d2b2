using System.Text;
using HospitalChain.Client;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Teams;
using HospitalChain.Crypto;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>
/// A doctor's client that is killed at any request of signing or finishing, against real nodes: whoever starts it again
/// comes to one signature, handed on, and to one record that the patient opens.
/// </summary>
public sealed class KilledTeamTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>, IAsyncLifetime
{
    private const ulong StepMillis = 3_600_000;
    private static int patients;

    private readonly DocumentNetwork network = fixture.Network;
    private Party bea = null!;
    private string patient = null!;
    private Visit visit = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (bea, patient) = (network.World.Doctor("Bea of the team"), $"Tam {Interlocked.Increment(ref patients)}");
        visit = network.World.NewVisit(patient);
        if (network.Node("hospital").Chain(network.ChainA).Chain.Entries.Enrolment(bea.Key) is null)
        {
            await network.SealAsync(network.World.EnrolDoctor(bea));
        }

        await network.SealAsync(network.World.RegisterVisit(visit, [network.Ada, bea]));
        foreach (var doctor in new[] { network.AdaSession(), BeaSession() })
        {
            var assignment = new DoctorAssignment
            {
                ChainId = network.ChainA,
                HospitalPid = network.World.HospitalPid,
                Pid = visit.Claim.Pid,
                Doctors = [network.Ada.Key, bea.Key],
                Id = visit.Id,
                Alpha = visit.Alpha,
            };
            doctor.Shelf.Put(ShelfKinds.Assignment, SecretShelf.IdOf(visit.Claim.Pid.Span), assignment.ToBytes());
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task Signing() => KilledClient.EverywhereAsync(
        _ => OpenAsync(),
        network.AdaSession,
        (session, sid) => SignAsync(session, sid, "Ada"),
        (session, sid) => SignAsync(session, sid, "Ada"),
        async sid =>
        {
            await new DoctorTeams(BeaSession()).ReceiveAsync(Cancellation);
            await SignAsync(BeaSession(), sid, "Bea"); // on Ada's one signature, which was handed on
            var blocks = network.Node("hospital").Chain(network.ChainA).ReadBlocksFrom(1);
            var steps = blocks.SelectMany(block => block.Records).Select(record => record.Body).OfType<TeamStep>().Where(step => step.Sid == sid);
            Assert.Equal([(1u, 1u), (2u, 1u)], steps.Select(step => (step.Place, step.Attempt)));
        });

    [Fact]
    public Task Finishing() => KilledClient.EverywhereAsync(
        async _ =>
        {
            var sid = await OpenAsync();
            await SignAsync(network.AdaSession(), sid, "Ada");
            await SignAsync(BeaSession(), sid, "Bea");
            return sid;
        },
        BeaSession,
        (session, sid) => new TeamFinisher(session).FinishAsync(sid, DocumentNetwork.Wait, Cancellation),
        (session, sid) => new TeamFinisher(session).FinishAsync(sid, DocumentNetwork.Wait, Cancellation),
        async sid =>
        {
            await network.Node("manager").UntilAsync(network.ChainA, host => host.Chain.Entries.Team(sid) is { Finished: true });
            var note = new VisitNote(0, network.ChainA, visit.Claim.Pid.ToArray(), World.StartMillis, null, visit.Alpha);
            var opened = await new TeamReader(network.Session(new Party("patient " + patient), ProfileRole.Patient, home: null)).ReadOwnAsync(
                note, network.Node("manager").Chain(network.ChainA).Chain.Entries.Team(sid)!.DiagnosisId, network.NewFile("team"), Cancellation);
            Assert.Equal("Ada Bea", string.Join(' ', opened.Parts.Select(part => File.ReadAllText(part.Path))));
        });

    /// <summary>A session whose doctors hold the group key.</summary>
    private async Task<Bytes32> OpenAsync()
    {
        var teams = new HospitalTeams(network.HospitalSession());
        var order = new TeamOrder(visit.Claim.Pid, [network.Ada.Key, bea.Key], (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), StepMillis, ResignMax: 1);
        var sid = await teams.OpenAsync(order, DocumentNetwork.Wait, Cancellation);
        foreach (var name in new[] { "hospital", "manager", "cloud" })
        {
            await network.Node(name).UntilAsync(network.ChainA, host => host.Chain.Entries.Team(sid) is not null);
        }

        await teams.BeginKeyAsync(sid, TimeSpan.FromMinutes(5), Cancellation);
        await ReceiveAsync();
        Assert.Equal(GroupKeyStage.Established, await teams.AdvanceKeyAsync(sid, Cancellation));
        await ReceiveAsync();
        return sid;
    }

    private async Task ReceiveAsync()
    {
        await new DoctorTeams(network.AdaSession()).ReceiveAsync(Cancellation);
        await new DoctorTeams(BeaSession()).ReceiveAsync(Cancellation);
    }

    private static Task<TeamProgress> SignAsync(ClientSession session, Bytes32 sid, string text) =>
        new DoctorTeams(session).SignAsync(sid, Encoding.UTF8.GetBytes(text), DocumentNetwork.Wait, Cancellation);

    private ClientSession BeaSession(BreakingTransport? transport = null) => network.Session(bea, ProfileRole.Doctor, network.ChainA, transport);
}
