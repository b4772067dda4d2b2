using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;

namespace HospitalChain.Node.Supervision;

/// <summary>One <see cref="SupervisionJournal"/> for each chain of this node.</summary>
public sealed class SupervisionJournals
{
    private readonly ConcurrentDictionary<Bytes32, SupervisionJournal> byChain = new();

    public SupervisionJournal Of(ILedger ledger) => byChain.GetOrAdd(ledger.ChainId, static (_, chain) => new SupervisionJournal(chain), ledger);
}
