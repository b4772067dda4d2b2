using HospitalChain.Crypto;

namespace HospitalChain.Node.Pre;

internal static partial class PreLog
{
    [LoggerMessage(EventId = 710, Level = LogLevel.Information, Message = "A letter of {Sender} to the proxy was refused: {Code}")]
    public static partial void HalfRefused(this ILogger log, Bytes32 sender, string code);
}
