using HospitalChain.Crypto;

namespace HospitalChain.Node.Services;

internal static partial class ServicesLog
{
    [LoggerMessage(EventId = 720, Level = LogLevel.Error, Message = "A question of kind {Kind} by {Peer} could not be answered")]
    public static partial void AnswerFailed(this ILogger log, string kind, Bytes32 peer, Exception exception);
}
