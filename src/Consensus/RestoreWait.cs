using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;

namespace HospitalChain.Consensus;

/// <summary>
/// After a restore from a backup (chain.md §6) a node does not know what it signed after it. A supernode waits until
/// enough followers, the system manager's node among them, said that they have no later block, and nobody knows of one, by word
/// or by the supernode's own signature, for as long as the others take to come. A witness waits until it has caught up
/// with as many, who show it what it cosigned.
/// </summary>
internal sealed class RestoreWait(CoreState core, SyncPlanner sync, EquivocationWatch watch)
{
    private readonly SortedSet<Bytes32> confirmations = [];
    private readonly SortedSet<Bytes32> managers = [];
    private ulong? confirmedAtMillis;

    /// <summary>Nothing to wait for any more.</summary>
    public bool IsOver { get; private set; } = core.Options.ConfirmationsAfterRestore == 0;

    public void Joined(PeerJoined joined)
    {
        if (joined.IsManager)
        {
            managers.Add(joined.Peer);
        }
    }

    public void Tick(ulong nowMillis)
    {
        if (IsOver)
        {
            return;
        }

        var height = core.Chain.Head.Height;
        confirmations.UnionWith(sync.PeersAtMost(core.Options.IsSupernode ? height : ulong.MaxValue));
        var confirmed = confirmations.Count >= core.Options.ConfirmationsAfterRestore
            && (!core.Options.ManagerConfirms || confirmations.Overlaps(managers))
            && sync.HighestKnown <= height
            && watch.Highest == height;
        if (confirmed)
        {
            confirmedAtMillis ??= nowMillis;
        }
        else if (core.Options.IsSupernode)
        {
            confirmedAtMillis = null; // a follower's chain goes on growing meanwhile
        }

        IsOver = nowMillis >= confirmedAtMillis + core.Options.ConfirmationWaitMillis;
    }
}
