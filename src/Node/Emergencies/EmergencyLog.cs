using HospitalChain.Crypto;

namespace HospitalChain.Node.Emergencies;

internal static partial class EmergencyLog
{
    [LoggerMessage(EventId = 760, Level = LogLevel.Warning, Message = "The patient's notice of record {RecordId} was not taken: {Code}")]
    public static partial void NoticeRefused(this ILogger log, Bytes32 recordId, string code);
}
