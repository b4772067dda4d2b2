namespace HospitalChain.Node.Health;

internal static partial class HealthLog
{
    [LoggerMessage(EventId = 740, Level = LogLevel.Warning, Message = "{What} ends {Expires:u}: {Advice}")]
    public static partial void Expiring(this ILogger log, string what, DateTimeOffset expires, string advice);
}
