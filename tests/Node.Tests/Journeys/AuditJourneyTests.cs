using HospitalChain.Client;
using HospitalChain.Client.Audits;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Audit;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>Who read what: exported by patient and manager from every block, and checked again from its proofs alone.</summary>
public sealed class AuditJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_reads_the_own_log_with_the_own_key_attempts_without_consent_included()
    {
        var (document, grant) = await ReadByChenAsync();
        var files = await new AuditDesk(network.PatSession()).ExportAsync(network.ChainA, network.Note, AuditFormat.JsonLines, Cancellation);
        var mine = AuditFiles.Check(files.File, files.Export, files.Proofs, network.World.HospitalGenesis).Lines.Where(line => line.Request.RecordId == document).ToArray();
        Assert.Equal(network.Visit.Signing.PublicKey, files.Export.Maker);
        Assert.All(mine, line => Assert.Equal((network.Visit.Signing.PublicKey, network.Chen.Key), (line.Owner, line.Request.Requester)));
        Assert.Contains(mine, line => line is { Delivered: true, Purpose: "HPAYMT" } && line.Request.GrantId == grant);
        Assert.Contains(mine, line => line is { Delivered: false, RefusalCode: "CONSENT_MISSING" });

        var hospitals = await new AuditDesk(network.HospitalSession()).ExportAsync(network.ChainA, visit: null, AuditFormat.Csv, Cancellation);
        Assert.True(hospitals.Lines >= files.Lines);
    }

    [Fact]
    public async Task What_an_author_reads_by_the_own_right_is_in_the_patients_log()
    {
        var (folder, status) = await new FolderDesk(network.PatSession()).OpenAsync(network.Note, "own right", DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        var document = await network.PutAsync(folder);
        var ada = network.AdaSession();
        var record = network.Node("cloud").Chain(network.ChainA).ReadRecord(document.Id)!.Record;
        await new ContentDownload(ada, ada.OwnIdentity()).FetchAsync(record, ((Document)record.Body).Content, grantId: default, Cancellation);
        foreach (var node in (string[])["manager", "hospital"])
        {
            await network.Node(node).UntilAsync(network.ChainA, chain => Answers(chain, document.Id).Contains(true));
        }

        var files = await new AuditDesk(network.PatSession()).ExportAsync(network.ChainA, network.Note, AuditFormat.JsonLines, Cancellation);
        var read = Assert.Single(
            AuditFiles.Check(files.File, files.Export, files.Proofs, network.World.HospitalGenesis).Lines, line => line.Request.RecordId == document.Id);
        Assert.Equal((true, network.Ada.Key, network.Visit.Signing.PublicKey), (read.Delivered, read.Request.Requester, read.Owner));
        Assert.Equal(default, read.Request.GrantId);
    }

    [Theory]
    [InlineData(AuditFormat.JsonLines)]
    [InlineData(AuditFormat.Csv)]
    [InlineData(AuditFormat.Fhir)]
    public async Task A_managers_export_holds_to_its_proofs_and_a_forged_or_truncated_one_does_not(AuditFormat format)
    {
        await ReadByChenAsync();
        var manager = network.Session(network.World.Manager, ProfileRole.Manager, network.Registry);
        var files = await new AuditDesk(manager).ExportAsync(network.ChainA, visit: null, format, Cancellation);
        var (genesis, proofs) = (network.World.HospitalGenesis, AuditProofs.Parse(files.Proofs.ToBytes()).OrThrow());
        Assert.True(AuditFiles.Check(files.File, files.Export, proofs, genesis).Lines.Count >= 2);

        Assert.Equal("EXPORT_INVALID", CodeOf(() => AuditFiles.Check(files.File.AsSpan(0, files.File.Length / 2), files.Export, proofs, genesis)));
        var cut = files.File[..^1];
        Assert.Equal("EXPORT_INVALID", CodeOf(() => AuditFiles.Check(cut, AuditExport.Sign(cut, format, network.ChainA, network.World.Manager.Signing), proofs, genesis)));
        var fewer = proofs with { Accesses = [.. proofs.Accesses.Skip(1)] };
        Assert.Equal("EXPORT_INVALID", CodeOf(() => AuditFiles.Check(files.File, files.Export, fewer, genesis)));
        Assert.Equal("EXPORT_INVALID", CodeOf(() => AuditFiles.Check(files.File, files.Export, proofs with { Subjects = [] }, genesis)));
        Assert.Equal("WRONG_CHAIN", CodeOf(() => AuditFiles.Check(files.File, files.Export, proofs, network.World.RegistryGenesis)));
    }

    /// <summary>Chen tries before Pat consents, and reads after.</summary>
    private async Task<(Bytes32 Document, Bytes32 Grant)> ReadByChenAsync()
    {
        var (folder, status) = await new FolderDesk(network.PatSession()).OpenAsync(network.Note, "audited", DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        var document = await network.PutAsync(folder);
        Assert.Equal("CONSENT_MISSING", await network.CodeAsync(network.ChenSession(), document.Id, document.Id));
        var grant = await network.ShareAsync(network.PatSession(), folder, network.Chen.Key, network.ChainB);
        await network.ReadAsync(network.ChenSession(), document.Id, grant.GrantId);
        foreach (var node in (string[])["manager", "hospital"])
        {
            await network.Node(node).UntilAsync(network.ChainA, chain => Answers(chain, document.Id).Contains(false) && Answers(chain, document.Id).Contains(true));
        }

        return (document.Id, grant.GrantId);
    }

    private static bool[] Answers(Node.Chains.ChainHost chain, Bytes32 document) =>
    [
        .. chain.ReadBlocksFrom(1).TakeWhile(block => block.Header.Height <= chain.Chain.Head.Height)
            .SelectMany(block => block.Records).Select(record => record.Body).OfType<Access>().Where(access => access.Request.RecordId == document).Select(access => access.Delivered),
    ];

    private static string CodeOf(Func<AuditTrail> check) => Assert.Throws<RefusedException>(check).Refusal.Code;
}
