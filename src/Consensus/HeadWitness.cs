using HospitalChain.Consensus.Effects;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus;

/// <summary>
/// A follower as witness (decision record 0011): cosigns heads whose block it verified and applied, never two that exclude
/// each other and never an older one after a newer. It waits for nobody and nobody waits for it.
/// </summary>
internal sealed class HeadWitness(CoreState core, HeadMark? before)
{
    /// <summary>Heads that are due and whose block is not here yet; the newest stay.</summary>
    private const int DueMax = 16;

    private readonly List<SignedHead> due = [];
    private HeadMark? cosigned = before;
    private SignedHead? newest;
    private ulong newestSinceMillis;

    private ulong Interval => core.Options.CosignIntervalMillis;

    /// <summary>A head newer than all before it came, signed by the supernode.</summary>
    public void See(SignedHead head, ulong nowMillis)
    {
        if (newest is null || newest.TimeMillis / Interval != head.TimeMillis / Interval)
        {
            MakeDue(head);
        }

        newest = head;
        newestSinceMillis = nowMillis;
    }

    /// <summary>This key cosigned <paramref name="mark"/>, which the store may have lost.</summary>
    public void Remember(HeadMark mark)
    {
        if (cosigned is not { } known || mark.TimeMillis > known.TimeMillis)
        {
            cosigned = mark;
            core.Emit(new RememberCosigned(mark));
        }
    }

    /// <summary>Cosigns the newest due head whose block is applied.</summary>
    public void Tick(ulong nowMillis)
    {
        if (newest is { } last && nowMillis >= newestSinceMillis + Interval)
        {
            MakeDue(last);
        }

        for (var i = due.Count - 1; i >= 0; i--)
        {
            if (IsApplied(due[i]))
            {
                var head = due[i];
                due.RemoveRange(0, i + 1);
                Cosign(head);
                return;
            }
        }
    }

    private void MakeDue(SignedHead head)
    {
        if (cosigned?.TimeMillis >= head.TimeMillis || (due.Count > 0 && due[^1].TimeMillis >= head.TimeMillis))
        {
            return;
        }

        due.Add(head);
        if (due.Count > DueMax)
        {
            due.RemoveAt(0);
        }
    }

    private bool IsApplied(SignedHead head) =>
        head.Height < (ulong)core.HeaderHashes.Count && core.HeaderHashes[(int)head.Height] == head.HeaderHash;

    private void Cosign(SignedHead head)
    {
        if (cosigned is not { } known || known.MayBeFollowedBy(head.Mark))
        {
            cosigned = head.Mark;
            core.Emit(new CosignHead(head));
        }
    }
}
