using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Supervision;

/// <summary>Judges a sealed block by the rules that every follower applies (chain.md §4.4), on a whole state or an excerpt.</summary>
internal static class BlockTrial
{
    /// <summary>The header does not fit its parent, which it names.</summary>
    public static bool BreaksLink(ChainParameters parameters, Header parent, Header header) =>
        header.TimeMillis <= parent.TimeMillis
        || header.Count == 0
        || header.Count > parameters.RecordsPerBlock
        || header.RegistryHead.Height < parent.RegistryHead.Height;

    /// <summary>The first of <paramref name="records"/> that fails, by rule or by cryptography; -1 where none does.</summary>
    /// <param name="genesis">Of the chain.</param>
    /// <param name="tree">The state before the block.</param>
    /// <param name="registry">The registry at the header's <c>registry_head</c>.</param>
    /// <param name="header">The block's header.</param>
    /// <param name="records">The block's first records, or all.</param>
    /// <param name="verifyFrom">Records before this one are known to hold cryptographically, or do not matter.</param>
    /// <param name="after">The state after the last record that applied.</param>
    public static int FirstWrong(
        Genesis genesis, StateTree tree, RegistryFacts registry, Header header, IReadOnlyList<Record> records, int verifyFrom, out StateTree after)
    {
        var work = new WorkingState(genesis, tree, registry, header.Height, header.TimeMillis);
        for (var i = 0; i < records.Count; i++)
        {
            var task = RecordRules.Check(records[i], work.Context);
            if (!task.Ok || (i >= verifyFrom && !ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Ok))
            {
                after = work.Tree;
                return i;
            }

            work.Apply(task.Value);
        }

        after = work.Tree;
        return -1;
    }
}
