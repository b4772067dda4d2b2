using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>A node's word, by its key, that a certificate is its own: GET /v1/tls.</summary>
/// <param name="SinceMillis">When the certificate was made.</param>
internal sealed record TlsStatement(Bytes32 NodeKey, Bytes32 TlsFingerprint, ulong SinceMillis, Signature64 Signature)
{
    /// <summary>The node with the certificate it vouches for; null where this shows nothing, or would go back to an older one.</summary>
    /// <param name="pinned">The node as it was pinned.</param>
    /// <param name="shown">The certificate of the connection over which this came.</param>
    public NodeAddress? Renew(NodeAddress pinned, Bytes32 shown) =>
        NodeKey == pinned.NodeKey && TlsFingerprint == shown && SinceMillis > pinned.TlsSinceMillis
            && Bip340.Verify(NodeKey, SignedMessage.Tls(NodeKey, TlsFingerprint, SinceMillis), Signature)
                ? pinned with { TlsFingerprint = shown, TlsSinceMillis = SinceMillis }
                : null;
}
