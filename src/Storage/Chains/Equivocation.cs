using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Storage.Chains;

/// <summary>
/// Proof that the supernode signed two things that exclude each other (chain.md §4.6): a header that this node has, and
/// another header or a HEAD of another header at the same height.
/// </summary>
/// <param name="Ours">The sealed header this node applied.</param>
/// <param name="Other">The other sealed header, if it was one.</param>
/// <param name="OtherHead">The signed HEAD that names another header, if it was one.</param>
public sealed record Equivocation(SealedHeader Ours, SealedHeader? Other, SignedHead? OtherHead);
