namespace HospitalChain.Node.Api;

internal static partial class ServiceLog
{
    [LoggerMessage(EventId = 700, Level = LogLevel.Error, Message = "A round of {Service} failed; it is tried again")]
    public static partial void RoundFailed(this ILogger log, string service, Exception exception);
}
