using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>What a check of a content store looked at.</summary>
public sealed record StoreTotals(long Contents, long Bytes, long Records, long Findings, bool Rehashed, IReadOnlyList<CheckedChain> Heights);
