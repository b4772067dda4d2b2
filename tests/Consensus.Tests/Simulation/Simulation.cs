using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>
/// One run: a system manager, a hospital and clinics with the real core and real keys on a simulated network, with simulated
/// disks and clocks. Everything that happens follows from the seed.
/// </summary>
internal sealed class Simulation
{
    private const ulong BusyMillis = 60_000;
    private const ulong QuietMillis = 45_000;
    private const int NotesMax = 60;

    private readonly Random random;
    private readonly Queue<string> notes = [];
    private bool quiet;

    public Simulation(SimulationPlan plan)
    {
        Plan = plan;
        random = new Random(plan.Seed);
        Population = Population.Of(plan);
        Checks = new Checks(this);
        Network = new SimNetwork(this);
        Liar = new LyingHospital(this);
        var desk = new HospitalDesk(World);
        foreach (var visit in Population.Visits)
        {
            desk.Issue(visit);
        }

        Party[] parties = [World.Manager, World.Hospital, .. Enumerable.Range(0, plan.ClinicCount).Select(Population.Clinic)];
        Nodes = [.. parties.Select((party, i) => new SimNode(this, i, party, desk))];
    }

    public SimulationPlan Plan { get; }

    public Population Population { get; }

    public World World => Population.World;

    public Schedule Schedule { get; } = new();

    public SimNetwork Network { get; }

    public Checks Checks { get; }

    public LyingHospital Liar { get; }

    public IReadOnlyList<SimNode> Nodes { get; } = [];

    public SimNode Hospital => Nodes[1];

    public int LostPermille => quiet ? 0 : Plan.LostPermille;

    /// <summary>
    /// A restored hospital heard a HEAD that it signed before the loss, and nobody has that block: it must not seal any
    /// more, because it would equivocate.
    /// </summary>
    public bool WaitsForALostBlock => Plan.Restores && !Hospital.Hospital.Core!.Status().Sealing;

    public IEnumerable<string> Notes => notes;

    /// <summary>An index below <paramref name="count"/>.</summary>
    public int Pick(int count) => random.Next(count);

    /// <summary>0 to <paramref name="max"/>, both included.</summary>
    public ulong Upto(int max) => (ulong)random.Next(Math.Max(0, max) + 1);

    public bool Happens(int permille) => random.Next(1_000) < permille;

    public int EffectsToNextCrash() => quiet || Plan.EffectsBetweenCrashesMax == 0 ? 0 : 1 + random.Next(Plan.EffectsBetweenCrashesMax);

    public Bytes32 NextBytes32()
    {
        var bytes = new byte[Bytes32.Size];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }

    public void Note(string what)
    {
        notes.Enqueue($"{Schedule.NowMillis,6} {what}");
        if (notes.Count > NotesMax)
        {
            notes.Dequeue();
        }
    }

    public SimNode NodeOf(Bytes32 fingerprint) => Nodes.First(node => node.Fingerprint == fingerprint);

    /// <summary>The supernode where it is connected, else some node that may be nearer to it.</summary>
    public SimNode? TowardsSupernode(SimNode from, SimChain chain)
    {
        var near = Nodes.Where(node => node != from && Network.IsConnected(from.Index, node.Index)).ToArray();
        return near.FirstOrDefault(node => node.ChainOf(chain.ChainId).IsSupernode)
            ?? (near.Length == 0 ? null : near[Pick(near.Length)]);
    }

    public void Run()
    {
        foreach (var node in Nodes)
        {
            node.Start();
        }

        Network.ConnectAll();
        new Workload(this).Begin();
        SplitNowAndThen();
        if (Plan.Restores)
        {
            LoseTheDisk();
        }

        Schedule.RunUntil(BusyMillis);
        quiet = true;
        Network.Split(0);
        Network.ConnectAll();
        foreach (var node in Nodes)
        {
            node.CrashesNoMore();
        }

        Schedule.RunUntil(BusyMillis + QuietMillis);
        Checks.AtTheEnd();
    }

    private void SplitNowAndThen()
    {
        if (Plan.SplitEveryMillis == 0)
        {
            return;
        }

        Schedule.After(Upto(2 * Plan.SplitEveryMillis), () =>
        {
            if (!quiet)
            {
                var side = (int)Upto((1 << Nodes.Count) - 1);
                Note($"the network splits: {Convert.ToString(side, 2)}");
                Network.Split(side);
                Schedule.After(Upto(10_000), () => Network.Split(0));
                SplitNowAndThen();
            }
        });
    }

    /// <summary>The hospital goes on with an older backup, and asks all others what it has forgotten.</summary>
    private void LoseTheDisk()
    {
        Schedule.After(15_000 + Upto(15_000), () =>
        {
            var (registry, hospital) = (Hospital.Registry.Store.Backup(), Hospital.Hospital.Store.Backup());
            Schedule.After(Upto(15_000), () => Hospital.Crash("and loses its disk", downMillisMin: 3_000, repair: () =>
            {
                (Hospital.Registry.Store, Hospital.Hospital.Store) = (registry, hospital);
                (Hospital.Registry.Confirmations, Hospital.Hospital.Confirmations) = (Nodes.Count - 1, Nodes.Count - 1);
                Checks.Lost(Hospital);
            }));
        });
    }
}
