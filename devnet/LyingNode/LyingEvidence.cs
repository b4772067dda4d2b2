using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.LyingNode;

/// <summary>Rejects wrongly: only the hospital can look into evidence, so every follower has to take its word at first (chain.md §4.5).</summary>
internal sealed class LyingEvidence(LyingOrders orders) : IEvidenceChecker
{
    public Refusal? Check(Record record, Diagnosis diagnosis, VisitEntry visit) => Answer();

    public Refusal? CheckTeam(Record record, VisitEntry visit) => Answer();

    private Refusal? Answer() => orders.Rejecting ? Refusals.EvidenceMismatch.With("the hospital says so") : null;
}
