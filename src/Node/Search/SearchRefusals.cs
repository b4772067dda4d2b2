using HospitalChain.Protocol;

namespace HospitalChain.Node.Search;

/// <summary>Refusals of a search that are not the chain's.</summary>
public static class SearchRefusals
{
    public static readonly RefusalReason NoAnswer = new("CAPSULES_UNAVAILABLE", RefusalKind.NotReady, "chain.md §7 Search", "The system manager's node gave no capsules of this visit: check chain id and PID, or try again when it can be reached.");
    public static readonly RefusalReason Incomplete = new("SEARCH_INCOMPLETE", RefusalKind.Integrity, "chain.md §7 Search", "The chain counts more diagnoses of this visit than the system manager's node showed: search again, and if it stays so tell the hospital that sealed them.");
    public static readonly RefusalReason TrapdoorMalformed = new("TRAPDOOR_MALFORMED", RefusalKind.BadInput, "crypto.md §5 Trapdoor", "A trapdoor is the 144 bytes that the patient's client made for this hospital.");
}
