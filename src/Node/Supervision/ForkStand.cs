using HospitalChain.Consensus.Supervision;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// A fork that anybody proved on the registry chain stops every node that follows the forked chain (chain.md §4.6): so
/// conflicting heads lead all to one stand, in whatever order they came and whichever side a node had seen. A HEAD
/// that only takes blocks back is charged and stops nobody.
/// </summary>
public sealed class ForkStand(ChainDirectory chains, ILedgers ledgers, SupervisionJournals journals)
{
    public async Task TakeAsync(CancellationToken cancellation)
    {
        if (ledgers.Registry is not { } registry)
        {
            return;
        }

        foreach (var note in journals.Of(registry).Cases().Where(note => note.Code == Offences.Equivocation))
        {
            if (chains.Find(note.ChainId) is { Stopped: null } chain && registry.ReadRecord(note.CaseId) is { } located && StopEvidence.ReportedFork(located.Record) is { } fork)
            {
                await chain.StopAsync(fork.Proof, cancellation);
            }
        }
    }
}
