using System.Text.RegularExpressions;
using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node.Explorer;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

[Collection(ExplorerCollection.Name)]
public sealed class RecordPageTests(ExplorerFixture explorer) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task A_record_shows_a_verified_proof_that_ends_at_the_roots_of_the_chain()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Record(explorer.World.HospitalId, explorer.World.Good.Id));
        await Expect(page.Locator(".verdict-line")).ToContainTextAsync("✓ Proof verified by this node just now: accepted in block 3, place 1.");
        await Expect(page.Locator(".checks > .fails")).ToHaveCountAsync(0);
        Assert.True(await page.Locator(".checks > .holds").CountAsync() >= 6);

        var ends = await page.Locator(".steps li:last-child .result .id").AllTextContentsAsync();
        var newest = explorer.Hospital.Chain.Head;
        string[] roots = [explorer.Hospital.ReadHeader(3)!.Header.RecordsRoot.ToString(), newest.HistoryRoot.ToString(), newest.StateRoot.ToString()];
        Assert.Equal(roots, ends);
    }

    [Fact]
    public async Task A_record_says_how_to_verify_it_offline()
    {
        var (chain, id) = (explorer.World.HospitalId, explorer.World.Good.Id);
        var page = await explorer.OpenAsync(ExplorerPath.Record(chain, id));
        var command = page.Locator("pre.command");
        await Expect(command).ToContainTextAsync($"hchain record verify {id}");
        await Expect(command).ToContainTextAsync($"hchain verify proof/{id}.record proof/{id}.proof");
        await Expect(command).ToContainTextAsync($"--genesis proof/{chain}.genesis");
    }

    [Fact]
    public async Task An_escrow_says_whether_it_stands_or_was_taken_back()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Record(explorer.World.HospitalId, explorer.World.TakenBack.Id));
        await Expect(page.GetByText($"taken back by the patient at block {explorer.Hospital.Chain.Head.Height}")).ToBeVisibleAsync();
        await page.GotoAsync(explorer.AddressOf(ExplorerPath.Record(explorer.World.HospitalId, explorer.World.Standing.Id)));
        await Expect(page.GetByText("stands", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refused_record_shows_the_code_the_rule_and_the_rejection()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Record(explorer.World.HospitalId, explorer.World.Forged.Id));
        var alert = page.Locator(".alert.refused");
        await Expect(alert).ToContainTextAsync("Refused: CAPSULE_INVALID");
        await Expect(alert).ToContainTextAsync("crypto.md §5 Verify");
        await Expect(alert).ToContainTextAsync("costs a doctor 10 points");
        await Expect(page.Locator(".verdict-line.holds")).ToContainTextAsync("rejected in block 4");

        await alert.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("rejection on hospital-a");
        await Expect(page.Locator(".verdict-line.holds")).ToContainTextAsync("accepted in block 4");
    }

    [Fact]
    public async Task A_record_in_no_block_yet_is_followed()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Record(explorer.World.HospitalId, explorer.Waiting[0].Id));
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Promised, not in a block yet");
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Capsules_and_evidence_appear_as_sizes_only()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Record(explorer.World.HospitalId, explorer.World.Good.Id));
        await Expect(page.Locator("dl").Filter(new LocatorFilterOptions { HasText = "Capsule" })).ToContainTextAsync(new Regex("352 B, SHA-256 [0-9a-f]{12}…", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public Task No_page_shows_what_is_sealed() => explorer.VisitAllAsync(async (page, _) =>
    {
        var html = await page.ContentAsync();
        Assert.All(explorer.World.Closed, closed => Assert.DoesNotContain(closed, html, StringComparison.OrdinalIgnoreCase));
    });

    [Fact]
    public async Task A_click_selects_all_of_a_shortened_identifier()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Block(explorer.World.HospitalId, 3));
        var author = page.Locator("table code.id").First;
        await author.ClickAsync();
        Assert.Equal(explorer.World.Good.Author.ToString(), await page.EvaluateAsync<string>("() => getSelection().toString()"));
        await Expect(author).ToHaveAttributeAsync("title", explorer.World.Good.Author.ToString());
        Assert.True((await author.BoundingBoxAsync())!.Width < 200);
    }

    [Fact]
    public async Task Credit_marks_the_expelled_doctor_and_names_each_refused_record()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Credit(explorer.World.HospitalId));
        var expelled = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Doctors", Exact = true }).GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "expelled at block 5" });
        await Expect(expelled).ToHaveCountAsync(1);
        await Expect(expelled).ToContainTextAsync(explorer.World.Expelled.ToString());
        await Expect(expelled).ToContainTextAsync("60");

        var refused = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Rejections" }).GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "CAPSULE_INVALID" });
        await Expect(refused).ToHaveCountAsync(4);
        await Expect(refused.Filter(new LocatorFilterOptions { HasText = explorer.World.Forged.Id.ToString() })).ToContainTextAsync("crypto.md §5 Verify");
    }

    [Fact]
    public async Task A_hospitals_credit_shows_each_change_with_its_rule_and_its_evidence()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Credit(explorer.World.RegistryId));
        var hospital = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Hospitals", Exact = true }).GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "in good standing" });
        await Expect(hospital).ToContainTextAsync("95");
        var change = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Changes of credit", Exact = true }).GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "REGISTRY_STALE" });
        await Expect(change).ToContainTextAsync("chain.md §3");
        await Expect(change).ToContainTextAsync("-5");
        await change.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "evidence" }).First.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("anybody can verify it alone");
        await page.GotoAsync(explorer.AddressOf(ExplorerPath.Credit(explorer.World.RegistryId)));
        await Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Cases", Exact = true })).ToContainTextAsync("sanctioned");
    }

    [Fact]
    public async Task Lists_of_blocks_are_paged_down_to_the_genesis()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Chain(explorer.World.HospitalId));
        await Expect(page.Locator("#blocks")).ToHaveTextAsync("Blocks 11 to 35");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Earlier →" }).ClickAsync();
        await Expect(page.Locator("#blocks")).ToHaveTextAsync("Blocks 0 to 10");
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Earlier →" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "block 0", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Block 0 of hospital-a");
    }
}
