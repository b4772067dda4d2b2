using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.Checking;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Content;

/// <summary>A check finds each way in which a store and its chains can disagree, whatever the shelf is: derived classes say which.</summary>
public abstract class StoreCheckTests : IAsyncLifetime
{
    private ContentBench bench = null!;

    internal ContentBench Bench => bench;

    internal TemporaryFolder Files { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        bench = new ContentBench(files => MakeShelf(Files = files));
        await bench.KeepAsync(bench.Diagnosis);
        await bench.KeepAsync(bench.TeamDiagnosis);
        await bench.KeepAsync(bench.Document);
    }

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_store_that_agrees_with_its_chain_is_sound()
    {
        var (findings, totals) = await CheckAsync();
        Assert.Empty(findings);
        Assert.Equal((3, 3, 0), (totals.Contents, totals.Records, totals.Findings));
        Assert.Equal(new CheckedChain(bench.Hospital.ChainId, bench.Hospital.State.Head.Height), Assert.Single(totals.Heights));
    }

    [Fact]
    public async Task Content_that_the_chain_names_and_the_store_lost_is_found()
    {
        await bench.Store.EraseAsync(HashOf(bench.Diagnosis), CancellationToken.None);
        var finding = await OnlyFindingAsync();
        Assert.Equal((StoreFinding.Missing, HashOf(bench.Diagnosis), bench.Diagnosis.Id, null), (finding.Code, finding.Sha256, finding.RecordId!.Value, finding.StoredBytes));
    }

    [Fact]
    public async Task Content_that_no_chain_names_is_found()
    {
        var stray = RandomNumberGenerator.GetBytes(1_000);
        var hash = stray.Sha256();
        Assert.True((await bench.Store.BeginAsync(bench.Ada.Key, hash, stray.Length, CancellationToken.None)).Succeeded);
        Assert.True((await bench.Store.AppendAsync(bench.Ada.Key, hash, 0, new MemoryStream(stray), CancellationToken.None)).Succeeded);
        Assert.True((await bench.Store.FinishAsync(bench.Ada.Key, hash, CancellationToken.None)).Succeeded);
        Assert.Equal(new StoreFinding(StoreFinding.Unnamed, hash, StoredBytes: stray.Length), await OnlyFindingAsync());
    }

    [Fact]
    public async Task Truncated_and_extended_content_is_found_by_its_size_alone()
    {
        foreach (var size in (int[])[5, 500])
        {
            await DamageAsync(HashOf(bench.Document), new byte[size]);
            var finding = await OnlyFindingAsync(rehash: false);
            Assert.Equal((StoreFinding.WrongSize, size, SizeOf(bench.Document)), (finding.Code, finding.StoredBytes!.Value, finding.RecordBytes!.Value));
        }
    }

    [Fact]
    public async Task Flipped_bits_are_found_by_reading_again_and_not_by_a_quick_look()
    {
        await DamageAsync(HashOf(bench.TeamDiagnosis), new byte[SizeOf(bench.TeamDiagnosis)]);
        Assert.Empty((await CheckAsync(rehash: false)).Findings);
        var finding = await OnlyFindingAsync();
        Assert.Equal((StoreFinding.WrongHash, bench.TeamDiagnosis.Id), (finding.Code, finding.RecordId!.Value));
    }

    [Fact]
    public async Task Content_that_the_chain_says_was_erased_and_that_is_there_again_is_found()
    {
        bench.Hospital.Seal(bench.Folders.Erase(bench.Folder, bench.Document, bench.World.Cloud));
        Assert.Equal(StoreFinding.Erased, (await OnlyFindingAsync()).Code);
        await bench.Store.EraseAsync(HashOf(bench.Document), CancellationToken.None);
        Assert.Empty((await CheckAsync()).Findings);
    }

    [Fact]
    public async Task What_was_destroyed_by_order_is_no_loss_before_its_certificate_is_in_a_block()
    {
        var order = ((Erasure)bench.Folders.Erase(bench.Folder, bench.Document, bench.World.Cloud).Body).Certificate.Order;
        await bench.ObeyAsync(order);
        Assert.Empty((await CheckAsync()).Findings);
    }

    [Fact]
    public async Task Another_stores_content_is_none_of_this_ones_business()
    {
        var elsewhere = bench.World.Diagnose(bench.Ada, bench.Visit, "kept by the hospital", spoil: parts => parts with { Store = bench.World.Hospital });
        bench.Hospital.Seal(elsewhere);
        Assert.Empty((await CheckAsync()).Findings);
    }

    internal static Bytes32 HashOf(Record record) => ContentDecision.ContentOf(record.Body)!.ContentHash;

    protected abstract IContentShelf MakeShelf(TemporaryFolder files);

    /// <summary>Puts other bytes under a hash, as a failing disk or a bought operator would.</summary>
    protected abstract Task DamageAsync(Bytes32 sha256, byte[] bytes);

    private static long SizeOf(Record record) => (long)ContentDecision.ContentOf(record.Body)!.SizeBytes;

    private async Task<StoreFinding> OnlyFindingAsync(bool rehash = true) => Assert.Single((await CheckAsync(rehash)).Findings);

    private async Task<(List<StoreFinding> Findings, StoreTotals Totals)> CheckAsync(bool rehash = true)
    {
        var lines = await bench.Check.RunAsync(rehash, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var totals = Assert.Single(lines, line => line.Totals is not null).Totals!;
        var findings = lines.Select(line => line.Finding).OfType<StoreFinding>().ToList();
        Assert.Equal(totals.Findings, findings.Count);
        return (findings, totals);
    }
}
