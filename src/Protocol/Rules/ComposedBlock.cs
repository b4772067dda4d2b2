using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>The next block before its seal.</summary>
/// <param name="Header">The header to seal; its count is 0 where no candidate passed, and then there is no block.</param>
/// <param name="Records">Its records in order.</param>
/// <param name="After">The chain's state after it.</param>
/// <param name="Changes">What it changes in the state.</param>
/// <param name="LeftOut">Candidates that did not pass.</param>
public sealed record ComposedBlock(
    Header Header, IReadOnlyList<Record> Records, ChainState After, IReadOnlyList<StateChange> Changes, IReadOnlyList<LeftOut> LeftOut);
