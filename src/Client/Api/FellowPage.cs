using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>One page of patients who allow being asked.</summary>
/// <param name="Fellows">In the order of their visits' keys.</param>
/// <param name="Next">Names the next page; null on the last.</param>
public sealed record FellowPage(IReadOnlyList<FellowListed> Fellows, Bytes32? Next);
