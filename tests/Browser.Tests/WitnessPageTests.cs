using System.Globalization;
using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node.Explorer;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

[Collection(ExplorerCollection.Name)]
public sealed class WitnessPageTests(ExplorerFixture explorer) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task A_chain_shows_who_cosigned_which_height_and_how_far_behind_each_is()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Chain(explorer.World.HospitalId));
        var region = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Witnesses" });
        await Expect(region.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        var behind = explorer.Hospital.Chain.Head.Height - explorer.World.CosignedHeight;
        foreach (var witness in new[] { explorer.World.ManagerKey, explorer.World.CloudKey })
        {
            var row = region.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = witness.ToString() });
            await Expect(row.GetByRole(AriaRole.Link)).ToHaveTextAsync(explorer.World.CosignedHeight.ToString(CultureInfo.InvariantCulture));
            await Expect(row).ToContainTextAsync($"{behind} blocks");
        }

        await Expect(page.GetByText("2 parties beside the supernode")).ToBeVisibleAsync();
        await region.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("dl.facts.list")).ToContainTextAsync(explorer.World.CloudKey.ToString());
        await Expect(page.Locator("dl.facts.list")).ToContainTextAsync(explorer.World.ManagerKey.ToString());
    }

    [Fact]
    public async Task A_chain_or_block_that_nobody_cosigned_says_so()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Chain(explorer.World.NeighbourId));
        await Expect(page.GetByText("beside who seals the chain, cosigned a head of it yet")).ToBeVisibleAsync();
        await page.GotoAsync(explorer.AddressOf(ExplorerPath.Block(explorer.World.HospitalId, 1)));
        await Expect(page.GetByText("nobody that this node still knows of")).ToBeVisibleAsync();
    }
}
