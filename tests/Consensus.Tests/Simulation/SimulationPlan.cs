namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>What may go wrong in one run. All of it follows from the seed.</summary>
internal sealed record SimulationPlan
{
    public required int Seed { get; init; }

    public required SupernodeKind Supernode { get; init; }

    /// <summary>Ordinary nodes that follow both chains, beside the system manager's.</summary>
    public required int ClinicCount { get; init; }

    /// <summary>Of a thousand messages, so many are lost.</summary>
    public required int LostPermille { get; init; }

    /// <summary>Of a thousand messages, so many arrive twice.</summary>
    public required int DoubledPermille { get; init; }

    /// <summary>A message takes up to so long, so later ones overtake.</summary>
    public required int DelayMillisMax { get; init; }

    /// <summary>A node crashes after at most so many effects; 0 for never.</summary>
    public required int EffectsBetweenCrashesMax { get; init; }

    /// <summary>The network splits in two about so often; 0 for never.</summary>
    public required int SplitEveryMillis { get; init; }

    /// <summary>A node's clock is wrong by at most this.</summary>
    public required int ClockErrorMillisMax { get; init; }

    /// <summary>The hospital's disk is replaced by an older backup once.</summary>
    public required bool Restores { get; init; }

    public static SimulationPlan Of(int seed, SupernodeKind supernode, bool restores = false)
    {
        var random = new Random(seed);
        return new SimulationPlan
        {
            Seed = seed,
            Supernode = supernode,
            ClinicCount = random.Next(1, 4),
            LostPermille = random.Next(3) * random.Next(120),
            DoubledPermille = random.Next(2) * random.Next(100),
            DelayMillisMax = 20 + random.Next(2) * random.Next(1_500),
            EffectsBetweenCrashesMax = restores ? 0 : random.Next(3) * random.Next(40, 400),
            SplitEveryMillis = random.Next(2) * random.Next(4_000, 20_000),
            ClockErrorMillisMax = random.Next(1_200),
            Restores = restores,
        };
    }
}
