using HospitalChain.Crypto;

namespace HospitalChain.Node.Content.Checking;

/// <summary>What a check looked at.</summary>
/// <param name="Contents">Contents in the store.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="Records">Records that name content under this store's receipt.</param>
/// <param name="Findings">How many findings there were.</param>
/// <param name="Rehashed">The bytes were read and hashed too.</param>
/// <param name="Heights">Up to which block each chain was read.</param>
public sealed record StoreTotals(long Contents, long Bytes, long Records, long Findings, bool Rehashed, IReadOnlyList<CheckedChain> Heights);
