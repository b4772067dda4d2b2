using HospitalChain.Protocol.Records;

namespace HospitalChain.Consensus.Effects;

/// <summary>Pass records on to the supernode, or to a peer nearer to it.</summary>
/// <param name="Records">Oldest first.</param>
public sealed record ForwardRecords(IReadOnlyList<Record> Records) : Effect;
