using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node.Explorer;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

/// <summary>What holds for every page.</summary>
[Collection(ExplorerCollection.Name)]
public sealed class PageConductTests(ExplorerFixture explorer) : IAsyncDisposable
{
    private const string InlineScript =
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.head.append(script); return window.ran === true; }";

    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task Pages_load_whole_from_this_node_only_and_without_an_error()
    {
        var page = await explorer.NewPageAsync();
        var (errors, foreign) = (new List<string>(), new List<string>());
        page.Console += (_, message) => errors.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        page.Response += (_, response) => errors.AddRange(response.Ok ? [] : [$"{response.Status} {response.Url}"]);
        page.Request += (_, request) => foreign.AddRange(request.Url.StartsWith(explorer.Root.ToString(), StringComparison.Ordinal) ? [] : [request.Url]);
        foreach (var path in explorer.Pages)
        {
            await page.GotoAsync(explorer.AddressOf(path));
            Assert.True(await page.EvaluateAsync<int>("() => document.styleSheets[0].cssRules.length") > 50, path);
        }

        Assert.Empty(errors);
        Assert.Empty(foreign);
    }

    [Fact]
    public async Task Style_sheet_is_served_with_its_bytes_from_wherever_the_node_runs()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        var answer = await page.APIRequest.GetAsync(explorer.AddressOf(ExplorerAssets.StylePath), new APIRequestContextOptions { IgnoreHTTPSErrors = true });
        Assert.Equal("text/css; charset=utf-8", answer.Headers["content-type"]);
        Assert.True((await answer.BodyAsync()).Length > 4_000);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)] // The same script runs where the policy is bypassed: so it is the policy that stops it.
    public async Task Policy_stops_an_inline_script(bool bypass, bool runs)
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root, new BrowserNewContextOptions { BypassCSP = bypass });
        Assert.Equal(runs, await page.EvaluateAsync<bool>(InlineScript));
    }

    [Fact]
    public async Task Policy_allows_nothing_but_the_nodes_own_styles_and_icon()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root);
        var answer = await page.ReloadAsync();
        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            answer!.Headers["content-security-policy"]);
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        Assert.Equal(0, await page.Locator("script, [style], [onclick]").CountAsync());
    }

    [Fact]
    public async Task Everything_works_without_JavaScript()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root + "?refresh=off", new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = "hospital-a" }).GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(explorer.World.Good.Id.ToString());
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Find" }).ClickAsync();
        await Expect(page.Locator(".verdict-line")).ToContainTextAsync("Proof verified");
        await page.GetByRole(AriaRole.Definition).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "3", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Block 3 of hospital-a");
    }

    [Fact]
    public async Task Keyboard_reaches_every_link_and_the_focus_is_seen()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Root + "?refresh=off");
        var links = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href]')].map(link => link.href)");
        var reached = new List<string>();
        for (var press = 0; press < links.Length + 20; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("() => document.activeElement === document.body"))
            {
                break;
            }

            Assert.NotEqual("none", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"), StringComparer.Ordinal);
            reached.Add(await page.EvaluateAsync<string>("() => document.activeElement.href ?? ''"));
        }

        Assert.EndsWith("#content", reached[0], StringComparison.Ordinal);
        Assert.Empty(links.Except(reached, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Skip_link_moves_the_focus_to_the_content()
    {
        var page = await explorer.OpenAsync(ExplorerPath.About);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.EvaluateAsync<string>("() => document.activeElement.id"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task Text_has_contrast_on_every_page(ColorScheme scheme) => explorer.VisitAllAsync(
        async (page, path) =>
        {
            var poor = await page.EvaluateAsync<string[]>(ContrastScript.PoorText);
            Assert.True(poor.Length == 0, $"{path}, {scheme}: {string.Join("; ", poor.Take(5))}");
        },
        new BrowserNewContextOptions { ColorScheme = scheme });

    [Fact]
    public Task No_page_is_wider_than_a_phone() => explorer.VisitAllAsync(
        async (page, path) => Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 360, path),
        new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });

    [Fact]
    public async Task On_paper_identifiers_are_whole_and_controls_are_gone()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Block(explorer.World.HospitalId, 3));
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(page.GetByRole(AriaRole.Search)).ToBeHiddenAsync();
        Assert.Equal("visible", await page.Locator("table .id").First.EvaluateAsync<string>("element => getComputedStyle(element.parentElement).overflow"));
        Assert.Equal("inline", await page.Locator("table .id").First.EvaluateAsync<string>("element => getComputedStyle(element).display"));
    }

    [Theory]
    [InlineData("/explorer/nothing", 404, "No such page")]
    [InlineData("/explorer/chains/00", 404, "No such chain here")]
    [InlineData("/explorer/chains/{chain}/blocks/999999", 404, "Block 999\u202F999 is not here")]
    [InlineData("/explorer/chains/{chain}/blocks/-1", 400, "That is not a height")]
    [InlineData("/explorer/chains/{chain}/blocks/99999999999999999999999", 400, "That is not a height")]
    [InlineData("/explorer/chains/{chain}?top=two", 400, "That is not a height")]
    [InlineData("/explorer/chains/{chain}/records/12ab", 400, "That is not an identifier")]
    [InlineData("/explorer/chains/{chain}/records/0000000000000000000000000000000000000000000000000000000000000000", 404, "Nothing has this identifier")]
    [InlineData("/explorer/find?q=<script>alert(1)</script>", 400, "That is not an identifier")]
    [InlineData("/explorer/find", 400, "That is not an identifier")]
    [InlineData("/explorer/find?q=999999", 404, "Blocks at height 999\u202F999")]
    public async Task Wrong_addresses_get_a_page_that_helps(string path, int status, string title)
    {
        var page = await explorer.NewPageAsync();
        var address = path.Replace("{chain}", explorer.World.HospitalId.ToString(), StringComparison.Ordinal).Replace("{registry}", explorer.World.RegistryId.ToString(), StringComparison.Ordinal);
        var answer = await page.GotoAsync(explorer.AddressOf(address));
        Assert.Equal(status, answer!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync(title);
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "To the overview" })).ToBeVisibleAsync();
    }
}
