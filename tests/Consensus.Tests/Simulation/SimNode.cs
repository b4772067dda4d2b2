using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>A node with the registry chain and the hospital's: crashes as a whole, at any boundary between two effects.</summary>
internal sealed class SimNode
{
    private readonly Simulation simulation;
    private long clockError;
    private ulong clock;
    private int effectsLeft;
    private int registryTold;

    public SimNode(Simulation simulation, int index, Party party, HospitalDesk desk)
    {
        this.simulation = simulation;
        Index = index;
        Party = party;
        var world = simulation.World;
        Registry = new SimChain(simulation, this, world.RegistryGenesis, party == world.Manager ? party : null, desk);
        Hospital = new SimChain(simulation, this, world.HospitalGenesis, party == world.Hospital ? party : null, desk);
        Supervisor = new SimSupervisor(simulation, this);
    }

    public int Index { get; }

    public Party Party { get; }

    public string Name => Party.Name;

    public Bytes32 Fingerprint => Party.TlsFingerprint;

    public SimChain Registry { get; }

    public SimChain Hospital { get; }

    public SimSupervisor Supervisor { get; }

    public bool IsUp { get; private set; }

    /// <summary>Counts its starts: what was asked by an earlier one is not answered.</summary>
    public int Life { get; private set; }

    /// <summary>Its clock when it last started.</summary>
    public ulong StartedAt { get; private set; }

    /// <summary>The node's own clock: wrong by a bounded error, and never going back while it runs.</summary>
    public ulong Clock => clock = Math.Max(clock, (ulong)((long)(World.StartMillis + simulation.Schedule.NowMillis) + clockError));

    public SimChain ChainOf(Bytes32 chainId) => chainId == simulation.World.RegistryGenesis.ChainId ? Registry : Hospital;

    public void Start()
    {
        Life++;
        IsUp = true;
        clock = 0;
        clockError = (long)simulation.Upto(2 * simulation.Plan.ClockErrorMillisMax) - simulation.Plan.ClockErrorMillisMax;
        StartedAt = Clock;
        effectsLeft = simulation.EffectsToNextCrash();
        registryTold = 0;
        Supervisor.Restart();
        Registry.Start();
        Hospital.Start();
        Tick(Life);
        RegistryMayBeNew();
    }

    /// <param name="why">For the notes.</param>
    /// <param name="downMillisMin">At least so long until it starts again.</param>
    /// <param name="repair">What is done to its disk meanwhile.</param>
    public void Crash(string why, ulong downMillisMin = 200, Action? repair = null)
    {
        simulation.Note($"{Name} crashes {why}");
        IsUp = false;
        Registry.Stop();
        Hospital.Stop();
        simulation.Network.CloseAll(Index);
        simulation.Schedule.After(downMillisMin + simulation.Upto(5_000), () =>
        {
            if (!IsUp)
            {
                repair?.Invoke();
                simulation.Note($"{Name} starts again");
                Start();
            }
        });
    }

    /// <summary>True when it crashed instead of performing the effect.</summary>
    public bool CrashesBefore(Effect effect)
    {
        var atTheWorstMoment = effectsLeft > 0 && effect is (PersistBlock or BroadcastBlock or PersistRecord or Answer or SealHeader) && simulation.Happens(10);
        if (effectsLeft == 0 || (--effectsLeft > 0 && !atTheWorstMoment))
        {
            return false;
        }

        Crash($"before {effect.GetType().Name}");
        return true;
    }

    public void CrashesNoMore() => effectsLeft = 0;

    /// <summary>What it says first on a new connection: for each chain its height, and the newest HEAD and cosignatures it keeps.</summary>
    public IReadOnlyList<(Bytes32 ChainId, ulong Height, SignedHead? Head, Cosignature[] Cosignatures)> Hello() =>
        new[] { Registry, Hospital }.Select(chain => (chain.ChainId, chain.Store.Chain.Head.Height, chain.Store.Head, chain.Store.Cosignatures.Values.ToArray())).ToArray();

    public void PeerJoined(SimNode peer, IReadOnlyList<(Bytes32 ChainId, ulong Height, SignedHead? Head, Cosignature[] Cosignatures)> hello)
    {
        foreach (var (chainId, height, head, cosignatures) in hello)
        {
            var chain = ChainOf(chainId);
            foreach (var own in cosignatures.Where(cosignature => cosignature.Witness == Party.Key))
            {
                chain.Tell(new CosignedBefore(own.Mark));
            }

            chain.Tell(new PeerJoined(peer.Fingerprint, height, peer.ChainOf(chainId).IsSupernode, peer.Registry.IsSupernode));
            if (head is not null)
            {
                chain.Tell(new HeadArrived(peer.Fingerprint, head));
            }
        }
    }

    public void PeerLeft(SimNode peer)
    {
        Registry.Tell(new PeerLeft(peer.Fingerprint));
        Hospital.Tell(new PeerLeft(peer.Fingerprint));
    }

    public void Receive(SimNode from, Frame frame)
    {
        if (IsUp)
        {
            ChainOf(frame.ChainId).Receive(from, frame);
        }
    }

    /// <summary>Hands the registry's versions to the hospital's chain, one at a time, as a node does.</summary>
    public void RegistryMayBeNew() => simulation.Schedule.After(simulation.Upto(60), () =>
    {
        if (IsUp && registryTold < Registry.Store.Versions.Count)
        {
            var version = Registry.Store.Versions[registryTold];
            if (Hospital.IsSupernode && simulation.Liar.IsDeafTo(version))
            {
                return;
            }

            registryTold++;
            Hospital.Tell(new RegistryAdvanced(version));
            RegistryMayBeNew();
        }
    });

    private void Tick(int life)
    {
        if (IsUp && life == Life)
        {
            Registry.Tell(new Tick());
            Hospital.Tell(new Tick());
            if (IsUp && life == Life)
            {
                Supervisor.Tick();
            }

            simulation.Schedule.After(150 + simulation.Upto(100), () => Tick(life));
        }
    }
}
