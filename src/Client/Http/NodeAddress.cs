using System.Text.Json.Serialization;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>Where a node is and by what it is recognised.</summary>
/// <param name="Address">Absolute https address.</param>
/// <param name="TlsFingerprint">SHA-256 of its certificate: the only thing about the connection that is trusted.</param>
/// <param name="NodeKey">Its signing key, which LOGIN names.</param>
public sealed record NodeAddress(Uri Address, Bytes32 TlsFingerprint, Bytes32 NodeKey)
{
    /// <summary>When the certificate was made, once the node vouched for a later one than was first pinned; older ones are not gone back to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong TlsSinceMillis { get; init; }
}
