using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>
/// A follower's blocks (chain.md §4.4, §4.6): only validly sealed ones are held, planned in order on the registry their
/// headers name, verified many at a time, and applied. A sealed block that breaks a rule, or a second header at one
/// height, stops the chain; nothing is ever picked.
/// </summary>
internal sealed class BlockIntake(CoreState core, EquivocationWatch watch)
{
    private readonly SortedDictionary<ulong, Block> held = [];
    private long job;
    private ulong plannedTo;

    /// <summary>The first height that is neither applied nor held in a row.</summary>
    public ulong NextMissing
    {
        get
        {
            var next = core.Chain.Head.Height + 1;
            while (held.ContainsKey(next))
            {
                next++;
            }

            return next;
        }
    }

    /// <summary>The highest block held or applied.</summary>
    public ulong Highest => held.Count > 0 ? held.Keys.Last() : core.Chain.Head.Height;

    /// <summary>False when the peer sent something that the supernode did not seal: a wrong seal, or other records under a right one.</summary>
    public bool Take(IReadOnlyList<Block> blocks)
    {
        foreach (var block in blocks)
        {
            if (IsApplied(block))
            {
                continue; // every peer passes a new block on
            }

            if (!IsSealed(block))
            {
                return false;
            }

            Hold(block);
        }

        return true;
    }

    /// <summary>Plans what follows and hands it over to be verified, unless a job is out already.</summary>
    public void Advance(ulong nowMillis)
    {
        if (job != 0 || core.Stopped is not null)
        {
            return;
        }

        var planned = new List<PlannedBlock>();
        var parent = core.Chain;
        while (planned.Count < core.Options.SyncBlocksMax && held.TryGetValue(parent.Head.Height + 1, out var block))
        {
            if (block.Header.TimeMillis > nowMillis + core.Parameters.ClockSkewMaxMillis)
            {
                break; // waits, is not rejected (chain.md §3)
            }

            var registry = core.Genesis.IsRegistry ? null : core.Registry.At(block.Header.RegistryHead);
            if (registry is null && !core.Genesis.IsRegistry)
            {
                break; // waits for that registry block
            }

            var plan = BlockRules.Plan(parent, registry, block);
            if (!plan.Ok)
            {
                // Later blocks are judged again on what is applied by then.
                if (planned.Count == 0)
                {
                    StopAt(plan.Refusal, block);
                }

                break;
            }

            planned.Add(plan.Value);
            parent = plan.Value.After;
        }

        if (planned.Count > 0)
        {
            job = core.NextJob();
            plannedTo = planned[^1].Block.Header.Height;
            core.Emit(new VerifyBlocks(job, planned));
        }
    }

    public void Verified(BlocksVerified message)
    {
        if (message.JobId != job)
        {
            return;
        }

        job = 0;
        foreach (var verified in message.Verified)
        {
            core.Apply(verified.Block, verified.After, verified.Changes);
            held.Remove(verified.Block.Header.Height);
        }

        if (message.Refusal is { } refusal)
        {
            if (held.TryGetValue(core.Chain.Head.Height + 1, out var wrong))
            {
                StopAt(refusal, wrong);
            }
            else
            {
                core.Stop(refusal, core.Chain.Head.Height + 1);
            }

            return;
        }

        if (message.Verified.Count > 0 && plannedTo >= Highest)
        {
            core.Emit(new BroadcastBlock(message.Verified[^1].Block)); // the newest only: the rest is asked for
        }
    }

    /// <summary>
    /// The block that follows breaks a rule under the supernode's seal: what it was judged on makes evidence. One that follows
    /// another block than ours is the same fork, seen from above, as two headers at our height.
    /// </summary>
    private void StopAt(Refusal refusal, Block block)
    {
        if (block.Header.Previous != core.Chain.Head.Hash)
        {
            core.Stop(Refusals.Equivocation.With($"height {core.Chain.Head.Height}, by the block above"), block.Header.Height, block.Sealed);
        }
        else
        {
            core.Stop(
                refusal,
                block.Header.Height,
                block.Sealed,
                unlawful: new UnlawfulBlock(block, core.Chain, core.Genesis.IsRegistry ? null : core.Registry.At(block.Header.RegistryHead)));
        }
    }

    private bool IsApplied(Block block) =>
        block.Header.Height < (ulong)core.HeaderHashes.Count && core.HeaderHashes[(int)block.Header.Height] == block.Header.Hash;

    private bool IsSealed(Block block) =>
        block.Header.ChainId == core.Chain.ChainId
        && block.Records.Count == block.Header.Count
        && Block.RecordsRootOf(block.Records) == block.Header.RecordsRoot
        && block.Sealed.SealIsValid(core.Genesis.Supernode.Signing);

    private void Hold(Block block)
    {
        var height = block.Header.Height;
        watch.See(block.Sealed);
        if (core.Stopped is null && height > core.Chain.Head.Height && height <= core.Chain.Head.Height + (ulong)(2 * core.Options.SyncBlocksMax))
        {
            held.TryAdd(height, block);
        }
    }
}
