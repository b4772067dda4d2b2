using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// The system manager's next step in a case (chain.md §4.5): what proves itself is upheld, a dispute is decided on the α that
/// the hospital disclosed or failed to disclose in time, and what was upheld is sanctioned. Appeals are left to a person.
/// </summary>
public static class CaseJudge
{
    /// <summary>Null while the case waits, or where it is over.</summary>
    /// <param name="parameters">The registry chain's.</param>
    /// <param name="caseId">Record id of the report.</param>
    /// <param name="open">The case as it stands.</param>
    /// <param name="timeIsOver">The hospital has had its time to disclose.</param>
    /// <param name="disclosed">In a dispute with a disclosure: what is disputed, and the α shown, null where it did not open. Null where the judge cannot look.</param>
    public static RecordBody? NextStep(ChainParameters parameters, Bytes32 caseId, CaseEntry open, bool timeIsOver, Func<(DisputeEvidence Dispute, byte[]? Alpha)?> disclosed) => open.Stage switch
    {
        CaseStage.Proven => new Verdict { ReportId = caseId, Upheld = true },
        CaseStage.Disclosed => disclosed() is var (dispute, alpha) ? new Verdict { ReportId = caseId, Upheld = alpha is null || dispute.IsWrongBy(alpha) } : null,
        CaseStage.Disputed when timeIsOver => new Verdict { ReportId = caseId, Upheld = true },
        CaseStage.Upheld => new Sanction { ReportId = caseId, Points = parameters.CostOf(open.Code) },
        _ => null,
    };
}
