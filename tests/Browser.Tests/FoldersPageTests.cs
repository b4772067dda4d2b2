using HospitalChain.Browser.Tests.Support;
using HospitalChain.Crypto;
using HospitalChain.Node.Explorer;
using HospitalChain.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

/// <summary>The page of folders, grants and accesses: asks who reads, and shows each what concerns them.</summary>
[Collection(ExplorerCollection.Name)]
public sealed class FoldersPageTests(ExplorerFixture explorer) : IAsyncDisposable
{
    private string Folders => ExplorerPath.Folders(explorer.World.HospitalId);

    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task Without_a_login_there_is_nothing_but_the_question_who_asks()
    {
        var page = await explorer.NewPageAsync();
        var answer = await page.GotoAsync(explorer.AddressOf(Folders));
        Assert.Equal(401, answer!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("This page asks who you are");
        Assert.Equal(0, await page.Locator("table").CountAsync());
    }

    [Fact]
    public async Task The_hospital_sees_every_folder_grant_and_access_and_a_chart()
    {
        var page = await SignInAsync(explorer.World.HospitalKey);
        await Expect(page.Locator("#accesses")).ToContainTextAsync("4 access records");
        await Expect(page.Locator("#folders")).ToHaveTextAsync("2 folders");
        await Expect(page.Locator("#grants")).ToHaveTextAsync("2 grants");
        await Expect(page.GetByText("every folder, grant and access of this chain")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "2 delivered and 2 refused requests over time" })).ToBeVisibleAsync();
        Assert.True(await page.Locator(".chart rect.delivered").First.EvaluateAsync<double>("bar => bar.getBoundingClientRect().height") > 5);
        await page.GetByText("The numbers").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Requests in each span" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Grants", Exact = true })).ToContainTextAsync("revoked at block");
        await Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Accesses", Exact = true })).ToContainTextAsync("CONSENT_REVOKED");
    }

    [Fact]
    public async Task A_reader_sees_the_own_grants_the_folder_they_reach_and_the_own_accesses()
    {
        var page = await SignInAsync(explorer.World.InsurerKey);
        await Expect(page.Locator("#accesses")).ToContainTextAsync("4 access records");
        await Expect(page.Locator("#grants")).ToHaveTextAsync("1 grant");
        await Expect(page.Locator("#folders")).ToHaveTextAsync("1 folder");
    }

    [Fact]
    public async Task A_patient_sees_the_own_folder_and_grants_and_nothing_of_the_hospitals()
    {
        var page = await SignInAsync(explorer.World.VisitKey);
        await Expect(page.Locator("#accesses")).ToHaveTextAsync("0 access records");
        await Expect(page.Locator("#folders")).ToHaveTextAsync("1 folder");
        await Expect(page.Locator("#grants")).ToHaveTextAsync("1 grant");
        Assert.DoesNotContain("HPAYMT", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_whom_nothing_concerns_but_one_grant_sees_that()
    {
        var page = await SignInAsync(explorer.World.DoctorKey);
        await Expect(page.Locator("#folders")).ToHaveTextAsync("0 folders");
        await Expect(page.Locator("#grants")).ToHaveTextAsync("1 grant");
        await Expect(page.Locator("#accesses")).ToHaveTextAsync("0 access records");
    }

    [Fact]
    public async Task A_wrong_token_signs_nobody_in()
    {
        var page = await explorer.OpenAsync(Folders);
        var token = explorer.TokenOf(explorer.World.HospitalKey);
        await FillAsync(page, (token[0] == 'A' ? 'B' : 'A') + token[1..]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no token of this node");
        await FillAsync(page, explorer.TokenOf((explorer.World.HospitalId, new Party("stranger").Key)));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no token of this node");
    }

    [Fact]
    public async Task Signing_out_ends_it_and_the_cookie_is_for_no_script_and_no_other_site()
    {
        var page = await SignInAsync(explorer.World.HospitalKey);
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.Equal((ExplorerSession.CookieName, true, true, SameSiteAttribute.Strict), (cookie.Name, cookie.HttpOnly, cookie.Secure, cookie.SameSite));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        Assert.Empty(await page.Context.CookiesAsync());
        Assert.Equal(401, (await page.GotoAsync(explorer.AddressOf(Folders)))!.Status);
    }

    [Fact]
    public async Task A_form_on_another_site_signs_nobody_in()
    {
        var page = await explorer.NewPageAsync();
        var token = explorer.TokenOf(explorer.World.HospitalKey);
        var posted = page.WaitForResponseAsync(response => response.Url.EndsWith(ExplorerPath.SignIn, StringComparison.Ordinal));
        await page.SetContentAsync(
            $"<form action='{explorer.AddressOf(ExplorerPath.SignIn)}' method='post'><input name='token' value='{token}'><button>Win</button></form>");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        Assert.Equal(400, (await posted).Status);
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_keeps_the_manners_of_the_other_pages(ColorScheme scheme)
    {
        var page = await explorer.NewPageAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 360, Height = 740 }, JavaScriptEnabled = true });
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        await page.GotoAsync(explorer.AddressOf(Folders));
        errors.Clear(); // the 401 itself is told
        await FillAsync(page, explorer.TokenOf(explorer.World.HospitalKey));
        await Expect(page.Locator("#folders")).ToBeVisibleAsync();
        var poor = await page.EvaluateAsync<string[]>(ContrastScript.PoorText);
        Assert.True(poor.Length == 0, string.Join("; ", poor.Take(5)));
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 360);
        Assert.Empty(errors);
        Assert.Equal(0, await page.Locator("script, [style]").CountAsync());
    }

    [Fact]
    public async Task A_registry_chain_has_no_folders()
    {
        var page = await explorer.NewPageAsync();
        Assert.Equal(404, (await page.GotoAsync(explorer.AddressOf(ExplorerPath.Folders(explorer.World.RegistryId))))!.Status);
    }

    private async Task<IPage> SignInAsync((Bytes32 ChainId, Bytes32 Key) who)
    {
        var page = await explorer.OpenAsync(Folders);
        await FillAsync(page, explorer.TokenOf(who));
        await Expect(page.GetByText("Signed in as")).ToBeVisibleAsync();
        return page;
    }

    private static async Task FillAsync(IPage page, string token)
    {
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
    }
}
