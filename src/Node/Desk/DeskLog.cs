using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

internal static partial class DeskLog
{
    [LoggerMessage(EventId = 701, Level = LogLevel.Error, Message = "No α for the visit of record {RecordId} on chain {ChainId}: this node's desk store is not the one that registered it")]
    public static partial void AlphaMissing(this ILogger log, Bytes32 chainId, Bytes32 recordId);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "Record {RecordId} on chain {ChainId} by {Author} carries the right evidence tag and a sealed evidence that does not agree with it")]
    public static partial void SealedEvidenceWrong(this ILogger log, Bytes32 chainId, Bytes32 recordId, Bytes32 author);

    [LoggerMessage(EventId = 703, Level = LogLevel.Warning, Message = "A letter of visit record {RecordId} to {Recipient} was refused: {Code}")]
    public static partial void LetterRefused(this ILogger log, Bytes32 recordId, Bytes32 recipient, string code);
}
