using System.Text.RegularExpressions;
using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node.Explorer;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

[Collection(ExplorerCollection.Name)]
public sealed class OverviewTests(ExplorerFixture explorer) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task Overview_says_when_the_next_block_comes_and_how_full_it_is()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        var next = Card(page, "hospital-a").GetByRole(AriaRole.Status);
        await Expect(next).ToContainTextAsync(new Regex(@"next block in \d+ min \d+ s, 3/10 records", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(next.Locator("li.waiting, li.verified")).ToHaveCountAsync(ExplorerFixture.WaitingRecords);
        await Expect(next.Locator("li")).ToHaveCountAsync(10);
    }

    [Theory]
    [InlineData("registry", "unheard")]
    [InlineData("hospital-a", "fresh")]
    [InlineData("hospital-b", "stopped")]
    public async Task Every_chain_has_its_condition_in_a_word(string chain, string word)
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        await Expect(Card(page, chain).Locator(".mark")).ToHaveTextAsync(word);
    }

    [Fact]
    public async Task A_stopped_chain_shows_its_reason_before_anything_else()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        var alert = page.Locator("main > :not(.title)").First;
        await Expect(alert).ToHaveAttributeAsync("role", "alert");
        await Expect(alert).ToContainTextAsync("hospital-b stands still: EQUIVOCATION");
        await Expect(alert).ToContainTextAsync("chain.md §4.6");
        await Expect(alert).ToContainTextAsync(HospitalChain.Protocol.Refusals.Equivocation.Hint);
    }

    /// <summary>The page comes up before the first call fails; it shows the reason after it has reloaded itself.</summary>
    [Fact]
    public async Task A_peer_that_cannot_be_reached_shows_why()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        var row = page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "clinic-a" });
        await Expect(row).ToContainTextAsync("UNREACHABLE", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await Expect(row).ToContainTextAsync("nobody answers at its address");
        await Expect(row).ToContainTextAsync("not connected, being called");
    }

    [Fact]
    public async Task Overview_reloads_by_itself_until_it_is_told_to_hold_still()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root + "?refresh=1");
        var time = page.Locator(".as-of time");
        var first = await time.TextContentAsync();
        await Expect(time).Not.ToHaveTextAsync(first!, new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "hold still" }).ClickAsync();
        await Expect(page.Locator(".as-of")).ToContainTextAsync("holds still");
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_root_leads_to_the_overview()
    {
        var page = await explorer.OpenAsync("/");
        Assert.EndsWith(ExplorerPath.Root, page.Url, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Overview");
    }

    private static ILocator Card(IPage page, string chain) => page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = chain, Exact = true });
}
