using HospitalChain.Protocol;

namespace HospitalChain.Node.Accesses;

/// <summary>Refusals of a reader's REQUEST by whoever delivers, proxy or store, that are not the chain's.</summary>
public static class AccessRefusals
{
    public static readonly RefusalReason NotYourRequest = new("NOT_YOUR_REQUEST", RefusalKind.NotAuthorised, "chain.md §4.7", "Log in with the key that signs the request.");
    public static readonly RefusalReason RequestStale = new("REQUEST_STALE", RefusalKind.BadInput, "crypto.md §3 REQUEST", "Set the clock of the machine that signs, and sign a fresh request.");
    public static readonly RefusalReason RequestReplayed = new("REQUEST_REPLAYED", RefusalKind.Conflict, "crypto.md §3 REQUEST", "A request is good once; sign another with a fresh nonce.");
    public static readonly RefusalReason AccessNotPromised = new("ACCESS_NOT_PROMISED", RefusalKind.NotReady, "chain.md §4.7", "The hospital has not promised to record this access, so nothing is delivered; try again shortly.");
}
