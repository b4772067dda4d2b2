using System.Net;
using System.Reflection;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Health;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Explorer;

/// <summary>What the explorer says of the node itself.</summary>
public sealed class NodeFacts(NodeOptions options, SigningKey key, TlsIdentity identity, ExpiryWatch expiry)
{
    private const int CommitDigits = 8;

    public string Name => options.Name;

    /// <summary>Release and, where the build knew it, the start of the commit.</summary>
    public string Version { get; } = VersionOf(typeof(NodeFacts).Assembly);

    /// <summary>BIP-340 key that the node signs with.</summary>
    public Bytes32 Key { get; } = key.PublicKey;

    /// <summary>SHA-256 of the node's certificate: what browsers of careful people compare before they trust this page.</summary>
    public Bytes32 TlsFingerprint => identity.Fingerprint;

    /// <summary>What of the node ends soon.</summary>
    public IReadOnlyList<ExpiryWarning> Expiring => expiry.Now();

    public IReadOnlyList<string> Modules { get; } =
        [.. options.Modules.Select(module => module.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal)];

    /// <summary>Callers on other machines reach these pages too.</summary>
    public bool IsReachableFromElsewhere { get; } = !IPAddress.IsLoopback(options.Api.Address);

    public LimitOptions Limits => options.Limits;

    private static string VersionOf(Assembly assembly)
    {
        var parts = (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');
        return parts.Length == 2 && parts[1].Length > CommitDigits ? $"{parts[0]} ({parts[1][..CommitDigits]})" : parts[0];
    }
}
