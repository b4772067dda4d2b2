using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node;

/// <summary>Log lines of the node as a whole.</summary>
internal static partial class NodeLog
{
    public static void Started(WebApplication node, NodeOptions options) => Started(
        node.Logger, options.Name, string.Join(' ', node.Urls),
        node.Services.GetRequiredService<SigningKey>().PublicKey, node.Services.GetRequiredService<TlsIdentity>().Fingerprint);

    [LoggerMessage(1, LogLevel.Information, "Node {Name} listens on {Addresses}; key {Key}, TLS fingerprint {Fingerprint}")]
    private static partial void Started(ILogger log, string name, string addresses, Bytes32 key, Bytes32 fingerprint);
}
