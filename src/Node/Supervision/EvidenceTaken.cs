using HospitalChain.Crypto;

namespace HospitalChain.Node.Supervision;

/// <summary>Evidence that this node verified and reports.</summary>
/// <param name="Code">The offence.</param>
/// <param name="ChainId">Where it was done.</param>
/// <param name="OffenceKey">What it is known by.</param>
/// <param name="ReportId">The report that stands already; null where it is still to come.</param>
public sealed record EvidenceTaken(string Code, Bytes32 ChainId, Bytes32 OffenceKey, Bytes32? ReportId);
