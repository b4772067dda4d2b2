using HospitalChain.Client.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>What a client kept when it was shown a second history goes to the system manager with one command, and costs the hospital.</summary>
public sealed class ReportJourneyTests : IAsyncLifetime
{
    private DocumentNetwork network = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => network.World;

    public async ValueTask InitializeAsync() => network = await DocumentNetwork.StartAsync();

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task Evidence_of_a_split_view_that_the_client_kept_is_reported_and_charged_once()
    {
        var session = network.AdaSession();
        var identity = session.OwnIdentity();
        var sealedHeader = network.Node("manager").Chain(network.ChainA).ReadHeader(1)!;
        Assert.Equal(Refusals.SplitView, session.Heads.Split(Equivocation.Of(sealedHeader, Twin(sealedHeader.Header))).Refusal.Reason);
        var file = await File.ReadAllBytesAsync(Assert.Single(session.Heads.Evidence()), Cancellation);
        var reporting = new Reporting(session);

        var report = await reporting.ReportAsync(await reporting.ReadAsync(file, identity, Cancellation), identity, DocumentNetwork.Wait, Cancellation);

        await network.Node("manager").UntilAsync(network.Registry, chain => chain.Chain.Entries.Credit(World.Hospital.Key)!.Value.Points == 60);
        Assert.Equal(CaseStage.Sanctioned, network.Node("manager").Chain(network.Registry).Chain.Entries.Case(report!.Value)!.Stage);
        await network.Node("cloud").UntilAsync(network.ChainA, chain => chain.Stopped is not null);
        Assert.Equal(report, await reporting.ReportAsync(await reporting.ReadAsync(file, identity, Cancellation), identity, DocumentNetwork.Wait, Cancellation));
    }

    [Fact]
    public async Task What_proves_nothing_is_refused_before_it_leaves_the_machine()
    {
        var session = network.AdaSession();
        var sealedHeader = network.Node("manager").Chain(network.ChainA).ReadHeader(1)!;
        var forged = Equivocation.Of(sealedHeader, Lies.Seal(World.Cloud, Twin(sealedHeader.Header).Header));
        session.Heads.Split(forged);
        var file = await File.ReadAllBytesAsync(Assert.Single(session.Heads.Evidence()), Cancellation);
        var reporting = new Reporting(session);
        var evidence = await reporting.ReadAsync(file, session.OwnIdentity(), Cancellation);

        var refused = await Assert.ThrowsAsync<Client.RefusedException>(() => reporting.ReportAsync(evidence, session.OwnIdentity(), DocumentNetwork.Wait, Cancellation));

        Assert.Equal("EVIDENCE_UNPROVEN", refused.Refusal.Code);
        Assert.Equal("MALFORMED", (await Assert.ThrowsAsync<Client.RefusedException>(() => reporting.ReadAsync(new byte[] { 1, 2 }, session.OwnIdentity(), Cancellation))).Refusal.Code);
    }

    private SealedHeader Twin(Header header) => Lies.Seal(World.Hospital, new Header
    {
        ChainId = header.ChainId,
        Height = header.Height,
        Previous = header.Previous,
        TimeMillis = header.TimeMillis + 1,
        Count = header.Count,
        RecordsRoot = header.RecordsRoot,
        HistoryRoot = header.HistoryRoot,
        StateRoot = header.StateRoot,
        RegistryHead = header.RegistryHead,
    });
}
