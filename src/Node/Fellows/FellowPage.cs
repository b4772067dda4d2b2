using HospitalChain.Crypto;

namespace HospitalChain.Node.Fellows;

/// <summary>One page of the list; <paramref name="Next"/> names the next, null on the last.</summary>
public sealed record FellowPage(IReadOnlyList<FellowView> Fellows, Bytes32? Next);
