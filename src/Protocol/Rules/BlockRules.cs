using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>How a block follows its parent (chain.md §3): planning one that came, and composing the next.</summary>
public static class BlockRules
{
    /// <summary>
    /// Checks links, time, roots and the state rules of every record in order.
    /// </summary>
    /// <param name="parent">The chain before the block.</param>
    /// <param name="registry">Registry facts at the block's <c>registry_head</c>; null on the registry chain.</param>
    /// <param name="block">The block.</param>
    public static Parsed<PlannedBlock> Plan(ChainState parent, RegistryFacts? registry, Block block)
    {
        if (LinkOf(parent, registry, block) is { } broken)
        {
            return broken;
        }

        var work = WorkingState.After(parent, registry, block.Header.TimeMillis);
        foreach (var record in block.Records)
        {
            var task = RecordRules.Check(record, work.Context);
            if (!task.Ok)
            {
                return task.Refusal;
            }

            work.Apply(task.Value);
        }

        if (work.Tree.Root != block.Header.StateRoot)
        {
            return Refusals.RootMismatch.With("state_root");
        }

        var after = new ChainState(parent.Genesis, block.Header, work.Tree, parent.Headers.Append(block.Header.Hash));
        return new PlannedBlock(block, after, work.Changes, work.Tasks);
    }

    /// <summary>
    /// Composes the next block from records already verified, in the given order, as far as each still passes on the state
    /// the one before left. What no longer passes, or would need another check, is left out and told with its reason.
    /// </summary>
    /// <param name="parent">The chain before the block.</param>
    /// <param name="registry">Registry facts at the head to be named; null on the registry chain.</param>
    /// <param name="timeMillis">Block time, later than the parent's.</param>
    /// <param name="candidates">At most a block's worth of verified records.</param>
    public static ComposedBlock Compose(ChainState parent, RegistryFacts? registry, ulong timeMillis, IReadOnlyList<VerifiedRecord> candidates)
    {
        var work = WorkingState.After(parent, registry, timeMillis);
        var leftOut = new List<LeftOut>();
        foreach (var candidate in candidates)
        {
            var task = RecordRules.Check(candidate.Record, work.Context);
            if (!task.Ok)
            {
                leftOut.Add(new LeftOut(candidate.Record, task.Refusal));
            }
            else if (!task.Value.Same(candidate.Task))
            {
                leftOut.Add(new LeftOut(candidate.Record, Refusal: null));
            }
            else
            {
                work.Apply(task.Value);
            }
        }

        var records = work.Tasks.Select(task => task.Record).ToArray();
        var header = new Header
        {
            ChainId = parent.ChainId,
            Height = parent.Head.Height + 1,
            Previous = parent.Head.Hash,
            TimeMillis = timeMillis,
            Count = (uint)records.Length,
            RecordsRoot = Block.RecordsRootOf(records),
            HistoryRoot = parent.Headers.Root,
            StateRoot = work.Tree.Root,
            RegistryHead = registry is null ? default : new RegistryHead(registry.Head.Height, registry.Head.Hash),
        };
        var after = new ChainState(parent.Genesis, header, work.Tree, parent.Headers.Append(header.Hash));
        return new ComposedBlock(header, records, after, work.Changes, leftOut);
    }

    private static Refusal? LinkOf(ChainState parent, RegistryFacts? registry, Block block)
    {
        var (header, previous) = (block.Header, parent.Head);
        return header.ChainId != parent.ChainId ? Refusals.WrongChain.With("block")
            : header.Height != previous.Height + 1 || header.Previous != previous.Hash ? Refusals.LinkBroken.With($"height {header.Height} on {previous.Height}")
            : header.TimeMillis <= previous.TimeMillis ? Refusals.LinkBroken.With("time does not grow")
            : header.Count == 0 || header.Count > parent.Genesis.Parameters.RecordsPerBlock ? Refusals.LinkBroken.With($"{header.Count} records")
            : header.HistoryRoot != parent.Headers.Root ? Refusals.RootMismatch.With("history_root")
            : header.RecordsRoot != Block.RecordsRootOf(block.Records) ? Refusals.RootMismatch.With("records_root")
            : RegistryLinkOf(parent, registry, header);
    }

    private static Refusal? RegistryLinkOf(ChainState parent, RegistryFacts? registry, Header header)
    {
        if (parent.Genesis.IsRegistry)
        {
            return header.RegistryHead == default ? null : Refusals.LinkBroken.With("registry_head on the registry chain");
        }

        return header.RegistryHead.Height < parent.Head.RegistryHead.Height ? Refusals.LinkBroken.With("registry_head goes back")
            : registry is null || registry.ChainId != parent.Genesis.RegistryChainId ? Refusals.RegistryBehind
            : registry.Head.Hash != header.RegistryHead.HeaderHash || registry.Head.Height != header.RegistryHead.Height
                ? Refusals.LinkBroken.With("registry_head")
            : null;
    }
}
