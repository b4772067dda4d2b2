using HospitalChain.Protocol.Trees;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>No byte that is sent or stored contains a diagnosis, a name or an α.</summary>
internal sealed class PlaintextWatch(IEnumerable<byte[]> secrets)
{
    private readonly byte[][] secrets = secrets.ToArray();

    /// <summary>Bytes looked at.</summary>
    public long Looked { get; private set; }

    public void Look(ReadOnlySpan<byte> bytes, string where)
    {
        Looked += bytes.Length;
        foreach (var secret in secrets)
        {
            if (bytes.IndexOf(secret) >= 0)
            {
                throw new SimulationFailure($"NoPlaintext: {where} shows a secret");
            }
        }
    }

    public void Look(IEnumerable<StateChange> changes)
    {
        foreach (var change in changes)
        {
            Look((change.Value ?? default).Span, "a state entry");
        }
    }
}
