using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

/// <summary>The node's word, by its key, that a certificate is its own.</summary>
/// <param name="NodeKey">The node's signing key.</param>
/// <param name="TlsFingerprint">The certificate.</param>
/// <param name="SinceMillis">When it was made: a client that pinned a later one does not go back.</param>
/// <param name="Signature">TLS by <paramref name="NodeKey"/>.</param>
public sealed record TlsStatement(Bytes32 NodeKey, Bytes32 TlsFingerprint, ulong SinceMillis, Signature64 Signature)
{
    public static TlsStatement Of(TlsIdentity identity, SigningKey key)
    {
        var certificate = identity.Certificate;
        var fingerprint = TlsIdentity.FingerprintOf(certificate);
        var since = (ulong)new DateTimeOffset(certificate.NotBefore).ToUnixTimeMilliseconds();
        return new TlsStatement(key.PublicKey, fingerprint, since, key.Sign(SignedMessage.Tls(key.PublicKey, fingerprint, since)));
    }
}
