using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>What a record is judged against.</summary>
/// <param name="Genesis">The chain's fixed rules and keys.</param>
/// <param name="Entries">State that the record before left.</param>
/// <param name="Registry">Registry facts at the header's <c>registry_head</c>; null on the registry chain.</param>
/// <param name="TimeMillis">Block time.</param>
public sealed record JudgementContext(Genesis Genesis, ChainEntries Entries, RegistryFacts? Registry, ulong TimeMillis);
