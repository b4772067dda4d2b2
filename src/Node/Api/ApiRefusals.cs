using HospitalChain.Protocol;

namespace HospitalChain.Node.Api;

/// <summary>Refusals of the endpoints that read chains.</summary>
public static class ApiRefusals
{
    public static readonly RefusalReason HeightUnknown = new("HEIGHT_UNKNOWN", RefusalKind.NotFound, "chain.md §3", "The chain has no sealed block at this height here; its status names the newest.");
    public static readonly RefusalReason KeyUnknown = new("KEY_UNKNOWN", RefusalKind.NotFound, "chain.md §2", "The key is not enrolled on this chain, or has no credit there.");
    public static readonly RefusalReason NotYourVisit = new("NOT_YOUR_VISIT", RefusalKind.NotAuthorised, "chain.md §7", "Only the visit's patient, its doctors, its hospital and the system manager list its records.");
    public static readonly RefusalReason KindUnknown = new("STATE_KIND_UNKNOWN", RefusalKind.NotFound, "chain.md §3", "Name a kind of state entry: enrolment, credit, visit, grant, record, …");
}
