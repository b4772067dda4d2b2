using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Health;

namespace HospitalChain.Node.Tls;

/// <summary>
/// The ends of the node's own certificate and key: the dates in the certificate, the time until which peers take one that was
/// replaced, and a key that the registry knows as rotated away or retired.
/// </summary>
public sealed class TlsExpiry(TlsIdentity identity, SigningKey key, IServiceProvider services) : IExpirySource
{
    /// <summary>How long before a certificate's date this is said.</summary>
    public static readonly TimeSpan CertificateNotice = TimeSpan.FromDays(60);

    /// <summary>How long before peers refuse a replaced certificate this is said.</summary>
    public static readonly TimeSpan OverlapNotice = TimeSpan.FromDays(7);

    public IEnumerable<ExpiryWarning> Expiring(ulong nowMillis)
    {
        var dated = (ulong)Math.Max(0, new DateTimeOffset(identity.Certificate.NotAfter).ToUnixTimeMilliseconds());
        if (dated <= nowMillis + (ulong)CertificateNotice.TotalMilliseconds)
        {
            yield return new ExpiryWarning("tls-certificate", dated, "Peers and hchain pin the certificate and ignore its dates; browsers will not. Change it with hchain tls rotate.");
        }

        if (services.GetService<ILedgers>()?.Registry?.State.Entries is not { } entries || entries.Enrolment(key.PublicKey) is not { } own)
        {
            yield break;
        }

        if (entries.EndOf(key.PublicKey) is { } ended)
        {
            yield return new ExpiryWarning("node-key", ExpiresMillis: 0, $"Nothing that this node signs is taken any more: {ended}. After hchain keys rotate on its keystore, restart the node.");
        }

        var until = own.Course.PreviousTlsUntilMillis;
        if (own.Course.PreviousTls == identity.Fingerprint && until <= nowMillis + (ulong)OverlapNotice.TotalMilliseconds)
        {
            yield return new ExpiryWarning("tls-overlap", until, "Peers then refuse the certificate that this node still shows, and it is alone. It changes by itself if tls-next.pem is in its data directory.");
        }
    }
}
