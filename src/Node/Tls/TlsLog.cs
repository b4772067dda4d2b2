using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(EventId = 730, Level = LogLevel.Information, Message = "New connections see the certificate {Fingerprint} from now on; the node stays known by {First}")]
    public static partial void TlsSwitched(this ILogger log, Bytes32 fingerprint, Bytes32 first);

    [LoggerMessage(EventId = 731, Level = LogLevel.Warning, Message = "The next certificate {Fingerprint} is not announced: {Refusal}")]
    public static partial void TlsNotAnnounced(this ILogger log, Bytes32 fingerprint, string refusal);
}
