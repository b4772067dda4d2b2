using HospitalChain.Browser.Tests.Support;
using HospitalChain.Node.Explorer;
using HospitalChain.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HospitalChain.Browser.Tests;

/// <summary>A team's session in the explorer: who has signed, who is next, the time left.</summary>
[Collection(ExplorerCollection.Name)]
public sealed class TeamPageTests(ExplorerFixture explorer) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => explorer.CloseAllAsync();

    [Fact]
    public async Task A_session_under_way_says_who_has_signed_who_is_next_and_the_time_left()
    {
        var page = await OpenAsync(explorer.World.RunningTeam);
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Doctor 2 of 2 is next,");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("left.");
        var doctors = page.Locator("ol.steps > li");
        await Expect(doctors).ToHaveCountAsync(2);
        await Expect(doctors.Nth(0).Locator("strong")).ToHaveTextAsync("signed");
        await Expect(doctors.Nth(0)).ToContainTextAsync("signed 1 time");
        await Expect(doctors.Nth(1).Locator("strong")).ToHaveTextAsync("next");
        await Expect(doctors.Nth(1)).ToContainTextAsync(explorer.World.RunningTeam.Doctors[1].Key.ToString());
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(1); // it is followed without a script
    }

    [Fact]
    public async Task A_finished_session_leads_to_its_diagnosis_and_each_step_and_back()
    {
        var page = await OpenAsync(explorer.World.FinishedTeam);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Finished: all have signed, and the diagnosis is sealed to the patient.");
        await Expect(page.Locator("ol.steps > li strong")).ToHaveTextAsync(["signed", "signed"]);
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(0);

        await page.Locator($"a[href='{ExplorerPath.Record(explorer.World.HospitalId, explorer.World.TeamDiagnosis.Id)}']").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("team-diagnosis on hospital-a");
        await Expect(page.Locator(".checks > .fails")).ToHaveCountAsync(0);
        await page.Locator($"a[href='{ExplorerPath.Team(explorer.World.HospitalId, explorer.World.FinishedTeam.Sid)}']").First.ClickAsync();
        await page.Locator("ol.steps > li").First.Locator("a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("team-step on hospital-a");
    }

    [Fact]
    public async Task A_session_that_nobody_went_on_with_is_over_and_says_who_was_late()
    {
        var page = await OpenAsync(explorer.World.OverTeam);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Over: doctor 2 did not sign in time.");
        await Expect(page.Locator("ol.steps > li strong")).ToHaveTextAsync(["signed", "late"]);
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_session_that_the_chain_does_not_know_is_not_found()
    {
        var page = await explorer.OpenAsync(ExplorerPath.Team(explorer.World.HospitalId, explorer.World.RegistryId));
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).Not.ToContainTextAsync("session on");
    }

    private Task<IPage> OpenAsync(TeamWork team) => explorer.OpenAsync(ExplorerPath.Team(explorer.World.HospitalId, team.Sid));
}
