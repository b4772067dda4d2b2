using System.Globalization;
using HospitalChain.Consensus.Tests.Simulation;

namespace HospitalChain.Consensus.Tests;

/// <summary>
/// Seeded simulation of the real core on a faulty network, with crashes, wrong clocks and a lying supernode.
/// HOSPITALCHAIN_SEED repeats one run of each kind; HOSPITALCHAIN_SIMULATIONS says how many runs of each kind to make.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int RunsByDefault = 6;

    [Fact]
    public void With_an_honest_supernode_everything_accepted_is_decided_in_time_and_all_agree() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Honest));

    [Fact]
    public void A_supernode_restored_from_a_backup_takes_nothing_back() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Honest, restores: true));

    [Fact]
    public void Of_an_equivocating_supernode_no_two_running_followers_follow_two_blocks() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Equivocating));

    [Fact]
    public void A_sealed_forgery_is_applied_by_nobody() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.SealingForgery));

    [Fact]
    public void A_sealed_wrong_state_is_applied_by_nobody() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.SealingWrongState));

    [Fact]
    public void A_supernode_that_withholds_stops_nobody_and_hides_nothing_from_those_who_talk_to_others() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Withholding));

    [Fact]
    public void A_wrong_rejection_is_proven_and_charged() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Rejecting));

    [Fact]
    public void A_record_that_is_promised_and_kept_out_is_proven_and_charged() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.Censoring));

    [Fact]
    public void A_registry_head_that_is_kept_too_long_is_proven_and_charged() =>
        RunMany(seed => SimulationPlan.Of(seed, SupernodeKind.StaleRegistry));

    private void RunMany(Func<int, SimulationPlan> planOf)
    {
        var given = Environment.GetEnvironmentVariable("HOSPITALCHAIN_SEED");
        var runs = Environment.GetEnvironmentVariable("HOSPITALCHAIN_SIMULATIONS");
        var count = !string.IsNullOrEmpty(given) ? 1 : string.IsNullOrEmpty(runs) ? RunsByDefault : int.Parse(runs, CultureInfo.InvariantCulture);
        var first = string.IsNullOrEmpty(given) ? Random.Shared.Next(1_000_000_000) : int.Parse(given, CultureInfo.InvariantCulture);
        var (promises, blocks, cosigned) = (0L, 0L, 0L);
        for (var seed = first; seed < first + count; seed++)
        {
            var simulation = new Simulation.Simulation(planOf(seed));
            try
            {
                simulation.Run();
            }
            catch (Exception cause)
            {
                throw new SimulationFailure(
                    $"{cause.Message}\nrepeat with: HOSPITALCHAIN_SEED={seed} ./test Consensus\n{simulation.Plan}\n{string.Join('\n', simulation.Notes)}", cause);
            }

            promises += simulation.Checks.PromiseCount;
            cosigned += simulation.Checks.CosignedCount;
            blocks += simulation.Nodes.Sum(node => node.Hospital.Store.Blocks.Count);
        }

        output.WriteLine($"HOSPITALCHAIN_SEED={first}: {count} runs, {promises} promises, {blocks} blocks applied, {cosigned} heads cosigned");
        Assert.True(promises > 0 && blocks > 0 && cosigned > 0, "the runs did nothing");
    }
}
