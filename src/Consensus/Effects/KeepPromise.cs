using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Keep the supernode's promise and tell those who wait for it.</summary>
/// <param name="Promise">The promise.</param>
public sealed record KeepPromise(Promise Promise) : Effect;
