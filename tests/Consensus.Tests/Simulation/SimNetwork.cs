namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>
/// Connections between simulated nodes: messages are lost, doubled, delayed and overtaken; the network splits and heals;
/// a connection that was closed comes back after a while.
/// </summary>
internal sealed class SimNetwork(Simulation simulation)
{
    private readonly Dictionary<(int, int), long> connected = [];
    private long lastConnection;
    private int split;

    private static (int, int) Pair(int a, int b) => a < b ? (a, b) : (b, a);

    public bool IsConnected(int a, int b) => connected.ContainsKey(Pair(a, b));

    /// <summary>Bits of the nodes on one side; 0 when the network is whole.</summary>
    public void Split(int side)
    {
        split = side;
        foreach (var (a, b) in connected.Keys.Where(pair => !MayReach(pair.Item1, pair.Item2)).ToArray())
        {
            Close(a, b);
        }
    }

    public void ConnectAll()
    {
        for (var a = 0; a < simulation.Nodes.Count; a++)
        {
            for (var b = a + 1; b < simulation.Nodes.Count; b++)
            {
                TryConnect(a, b);
            }
        }
    }

    /// <summary>Both ends notice, each when it does.</summary>
    public void Close(int a, int b)
    {
        if (connected.Remove(Pair(a, b)))
        {
            foreach (var (node, peer) in new[] { (a, b), (b, a) })
            {
                simulation.Schedule.After(simulation.Upto(500), () => simulation.Nodes[node].PeerLeft(simulation.Nodes[peer]));
            }

            simulation.Schedule.After(500 + simulation.Upto(3_000), () => TryConnect(a, b));
        }
    }

    public void CloseAll(int node)
    {
        for (var other = 0; other < simulation.Nodes.Count; other++)
        {
            if (other != node)
            {
                Close(node, other);
            }
        }
    }

    public void Send(int from, int to, Frame frame)
    {
        foreach (var bytes in frame.Payload)
        {
            simulation.Checks.Plaintext.Look(bytes, frame.Kind.ToString());
        }

        if (!IsConnected(from, to) || simulation.Happens(simulation.LostPermille))
        {
            return;
        }

        // What is under way arrives even when its sender crashes meanwhile.
        var life = simulation.Nodes[to].Life;
        for (var copies = simulation.Happens(simulation.Plan.DoubledPermille) ? 2 : 1; copies > 0; copies--)
        {
            simulation.Schedule.After(1 + simulation.Upto(simulation.Plan.DelayMillisMax), () =>
            {
                if (simulation.Nodes[to].Life == life && SameSide(from, to))
                {
                    simulation.Nodes[to].Receive(simulation.Nodes[from], frame);
                }
            });
        }
    }

    private bool SameSide(int a, int b) => ((split >> a) & 1) == ((split >> b) & 1);

    private bool MayReach(int a, int b) => simulation.Nodes[a].IsUp && simulation.Nodes[b].IsUp && SameSide(a, b);

    private void TryConnect(int a, int b)
    {
        if (connected.ContainsKey(Pair(a, b)))
        {
            return;
        }

        if (!MayReach(a, b))
        {
            simulation.Schedule.After(500 + simulation.Upto(500), () => TryConnect(a, b));
            return;
        }

        var connection = ++lastConnection;
        connected[Pair(a, b)] = connection;
        foreach (var (node, peer) in new[] { (a, b), (b, a) })
        {
            var hello = simulation.Nodes[peer].Hello();
            simulation.Schedule.After(1 + simulation.Upto(50), () =>
            {
                if (connected.TryGetValue(Pair(a, b), out var now) && now == connection)
                {
                    simulation.Nodes[node].PeerJoined(simulation.Nodes[peer], hello);
                }
            });
        }
    }
}
