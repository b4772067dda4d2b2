using HospitalChain.Crypto;

namespace HospitalChain.Node.Chains;

/// <summary>Log lines of the chains. Never a record's content, an identity or a secret.</summary>
internal static partial class ChainLog
{
    [LoggerMessage(200, LogLevel.Information, "Chain {Chain} {ChainId} as {Role} at height {Height}")]
    public static partial void ChainOpened(this ILogger log, string chain, Bytes32 chainId, string role, ulong height);

    [LoggerMessage(201, LogLevel.Error, "Chain {Chain} {ChainId} stands still: {Reason}")]
    public static partial void ChainStopped(this ILogger log, string chain, Bytes32 chainId, string reason, Exception? failure);

    [LoggerMessage(202, LogLevel.Information, "Chain {Chain} goes on: the store takes writes again")]
    public static partial void ChainGoesOn(this ILogger log, string chain);

    [LoggerMessage(203, LogLevel.Error, "An observer of chain {Chain}, {Observer}, failed")]
    public static partial void ObserverFailed(this ILogger log, string chain, string observer, Exception exception);

    [LoggerMessage(204, LogLevel.Warning, "Peer {Peer} sent a bad {Frame} for chain {Chain}: {Why}")]
    public static partial void BadFrame(this ILogger log, Bytes32 peer, string frame, string chain, string why);

    [LoggerMessage(205, LogLevel.Error, "Peer {Peer} shows that the supernode of chain {Chain} equivocates at height {Height}")]
    public static partial void EvidenceReported(this ILogger log, Bytes32 peer, string chain, ulong height);

    [LoggerMessage(206, LogLevel.Warning, "Record {RecordId}: its evidence is right and its sealed copy X is not ({Why})")]
    public static partial void SealedEvidenceBad(this ILogger log, Bytes32 recordId, string why);

    [LoggerMessage(207, LogLevel.Error, "The handling of {Frame} from peer {Peer} failed")]
    public static partial void HandlingFailed(this ILogger log, string frame, Bytes32 peer, Exception exception);
}
