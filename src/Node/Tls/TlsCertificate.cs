using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

/// <summary>A self-made certificate with its private key, ECDSA P-256, as it stands in one file of mode 0600.</summary>
internal sealed class TlsCertificate : IDisposable
{
    /// <summary>Nobody judges a certificate by its dates: what counts is the fingerprint (chain.md §5).</summary>
    private const int ValidYears = 50;

    private TlsCertificate(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Fingerprint = TlsIdentity.FingerprintOf(certificate);
        ClientContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    public X509Certificate2 Certificate { get; }

    public Bytes32 Fingerprint { get; }

    public SslStreamCertificateContext ClientContext { get; }

    /// <exception cref="TlsIdentityException">The file is readable by others, or is not a certificate with its key.</exception>
    public static TlsCertificate Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
        {
            throw new TlsIdentityException($"{path} can be read or changed by others; run: chmod 600 {path}");
        }

        try
        {
            return new TlsCertificate(X509Certificate2.CreateFromPemFile(path, path));
        }
        catch (CryptographicException exception)
        {
            throw new TlsIdentityException($"{path} is not a certificate with its key; restore it from a backup. A new one means a new fingerprint that must be registered.", exception);
        }
    }

    /// <summary>Makes a fresh one, durably.</summary>
    public static void Create(string path, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hospitalchain-node", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
        TlsFiles.Write(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => Certificate.Dispose();
}
