using System.Net;

namespace HospitalChain.Node.Configuration;

/// <summary>Everything a node is told at start; made only by <see cref="NodeOptionsLoader"/>, so it is valid. Paths are absolute.</summary>
public sealed record NodeOptions
{
    /// <summary>Shown in logs and in the explorer.</summary>
    public required string Name { get; init; }

    /// <summary>Where the store, content, certificate and admin token live.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>HTTPS for clients, the explorer and administration. Port 0 takes a free one.</summary>
    public required IPEndPoint Api { get; init; }

    /// <summary>Mutual TLS between nodes. Port 0 takes a free one.</summary>
    public required IPEndPoint Peers { get; init; }

    public required IReadOnlyList<PeerOptions> Contacts { get; init; }

    public required IReadOnlySet<NodeModule> Modules { get; init; }

    public required IReadOnlyList<ChainOptions> Chains { get; init; }

    /// <summary>Encrypted seed of the node's keys.</summary>
    public required string KeystorePath { get; init; }

    /// <summary>File whose first line opens the keystore.</summary>
    public required string PassphraseFile { get; init; }

    /// <summary>The proxy's keys; present exactly with the module <c>pre</c>.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>Where content is kept instead of the data directory; null for the data directory.</summary>
    public S3Options? S3 { get; init; }

    public required LimitOptions Limits { get; init; }

    /// <summary>Base address of an OTLP/HTTP collector, or null for none.</summary>
    public Uri? OtlpEndpoint { get; init; }
}
