using HospitalChain.Protocol;

namespace HospitalChain.Node.Pre;

/// <summary>Refusals of the PRE service that are not the chain's.</summary>
public static class PreRefusals
{
    public static readonly RefusalReason ShareContested = new("SHARE_CONTESTED", RefusalKind.NotReady, "crypto.md §8", "Another sender took this place before the grant stood on the chain; the letter is kept until the grant decides.");
    public static readonly RefusalReason WrongKind = new("NOT_A_REVOCATION", RefusalKind.BadInput, "chain.md §4.7", "Send the canonical bytes of a revoke record.");
}
