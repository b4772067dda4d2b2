namespace HospitalChain.Node.Peers;

/// <summary>The latest ended and refused connections with their reasons; the oldest are forgotten first.</summary>
internal sealed class PeerDropLog(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<PeerDrop> drops = new();

    public void Add(PeerDrop drop)
    {
        lock (gate)
        {
            if (drops.Count == capacity)
            {
                drops.Dequeue();
            }

            drops.Enqueue(drop);
        }
    }

    /// <summary>Newest last.</summary>
    public IReadOnlyList<PeerDrop> Snapshot()
    {
        lock (gate)
        {
            return drops.ToArray();
        }
    }
}
