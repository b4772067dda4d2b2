using HospitalChain.Crypto;

namespace HospitalChain.Node.Supervision;

/// <summary>Log lines of supervision: codes, chains and record ids.</summary>
internal static partial class SupervisionLog
{
    [LoggerMessage(760, LogLevel.Error, "The supernode of chain {ChainId} did wrong: {Code}; the evidence is kept")]
    public static partial void OffenceFound(this ILogger log, string code, Bytes32 chainId);

    [LoggerMessage(761, LogLevel.Information, "{Code} of chain {ChainId} is reported: {ReportId}")]
    public static partial void OffenceReported(this ILogger log, string code, Bytes32 chainId, Bytes32 reportId);

    [LoggerMessage(762, LogLevel.Warning, "The report of {Code} of chain {ChainId} was refused: {Refusal}")]
    public static partial void ReportRefused(this ILogger log, string code, Bytes32 chainId, string refusal);

    [LoggerMessage(763, LogLevel.Information, "Report {ReportId}: {Kind}")]
    public static partial void CaseMoved(this ILogger log, Bytes32 reportId, string kind);

    [LoggerMessage(764, LogLevel.Error, "Report {ReportId} disputes a refusal of evidence, and this desk no longer has that visit's α")]
    public static partial void AlphaLost(this ILogger log, Bytes32 reportId);

    [LoggerMessage(765, LogLevel.Error, "{Kind} on report {ReportId} was refused: {Refusal}")]
    public static partial void CaseRefused(this ILogger log, Bytes32 reportId, string kind, string refusal);

    [LoggerMessage(766, LogLevel.Error, "Evidence of offence {OffenceKey} on this node's shelf cannot be read, so nobody hears of it: {Refusal}")]
    public static partial void EvidenceUnreadable(this ILogger log, Bytes32 offenceKey, string refusal);
}
