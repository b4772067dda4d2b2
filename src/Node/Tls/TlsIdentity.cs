using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

/// <summary>
/// The node's own self-made certificate, ECDSA P-256. Nobody vouches for it: its fingerprint stands in the registry or
/// in a genesis, and that is what peers and clients pin (chain.md §5).
/// </summary>
public sealed class TlsIdentity : IDisposable
{
    /// <summary>File in the data directory that holds certificate and private key, mode 0600.</summary>
    public const string FileName = "tls.pem";

    private const int ValidYears = 50;

    private TlsIdentity(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Fingerprint = FingerprintOf(certificate);
        ClientContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate's DER bytes.</summary>
    public Bytes32 Fingerprint { get; }

    /// <summary>What an outgoing connection presents.</summary>
    public SslStreamCertificateContext ClientContext { get; }

    /// <summary>SHA-256 of <paramref name="certificate"/>'s DER bytes.</summary>
    public static Bytes32 FingerprintOf(X509Certificate certificate) => new(certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>Opens the identity in <paramref name="dataDirectory"/>, making it the first time.</summary>
    /// <exception cref="TlsIdentityException">The file is readable by others, or is not an identity.</exception>
    public static TlsIdentity OpenOrCreate(string dataDirectory, TimeProvider time)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            Create(path, time);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
        {
            throw new TlsIdentityException($"{path} can be read or changed by others; run: chmod 600 {path}");
        }

        try
        {
            return new TlsIdentity(X509Certificate2.CreateFromPemFile(path, path));
        }
        catch (CryptographicException exception)
        {
            throw new TlsIdentityException($"{path} is not a certificate with its key; restore it from a backup. A new one means a new fingerprint that must be registered.", exception);
        }
    }

    public void Dispose() => Certificate.Dispose();

    private static void Create(string path, TimeProvider time)
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

        var fresh = path + ".new";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(fresh, create))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: false);
    }
}
