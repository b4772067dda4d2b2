using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

/// <summary>
/// The node's own self-made certificate, ECDSA P-256. Nobody vouches for it: its fingerprint stands in the registry or
/// in a genesis, and that is what peers and clients pin (chain.md §5). It can change while the node runs (decision record
/// 0025); the node stays known by its first one's fingerprint.
/// </summary>
public sealed class TlsIdentity : IDisposable
{
    /// <summary>File in the data directory that holds certificate and private key, mode 0600.</summary>
    public const string FileName = "tls.pem";

    private const string NextName = "tls-next.pem";
    private const string PlanName = "tls-next.plan";
    private const string FirstName = "tls.first";

    private readonly string folder;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<TlsCertificate> shown = [];
    private volatile TlsCertificate present;

    private TlsIdentity(string folder, TimeProvider time)
    {
        this.folder = folder;
        this.time = time;
        shown.Add(present = TlsCertificate.Read(PathOf(FileName)));
        First = File.Exists(PathOf(FirstName)) && Bytes32.TryParse(File.ReadAllText(PathOf(FirstName)).Trim(), out var first) ? first : present.Fingerprint;
    }

    /// <summary>What a new connection is shown.</summary>
    public X509Certificate2 Certificate => present.Certificate;

    /// <summary>SHA-256 of the present certificate's DER bytes.</summary>
    public Bytes32 Fingerprint => present.Fingerprint;

    /// <summary>SHA-256 of the first one's: by it genesis, registry and peers know this machine for good.</summary>
    public Bytes32 First { get; }

    /// <summary>What an outgoing connection presents.</summary>
    public SslStreamCertificateContext ClientContext => present.ClientContext;

    /// <summary>The change that was begun; null without one.</summary>
    public TlsPlan? Plan
    {
        get
        {
            lock (gate)
            {
                return File.Exists(PathOf(PlanName)) && File.Exists(PathOf(NextName)) ? TlsPlan.Parse(File.ReadAllText(PathOf(PlanName))) : null;
            }
        }
    }

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
            TlsCertificate.Create(path, time);
        }

        return new TlsIdentity(dataDirectory, time);
    }

    /// <summary>Makes the next certificate and says when it comes; what was begun before is answered again.</summary>
    /// <param name="switchAfter">How long peers have to hear of it before it is shown.</param>
    /// <param name="overlap">How long they take the old one too.</param>
    public TlsPlan Begin(TimeSpan switchAfter, TimeSpan overlap)
    {
        lock (gate)
        {
            if (Plan is { } begun)
            {
                return begun;
            }

            File.Delete(PathOf(PlanName));
            if (!File.Exists(PathOf(NextName)))
            {
                TlsCertificate.Create(PathOf(NextName), time);
            }

            using var next = TlsCertificate.Read(PathOf(NextName));
            var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
            var plan = new TlsPlan(next.Fingerprint, now, now + (ulong)overlap.TotalMilliseconds, now + (ulong)switchAfter.TotalMilliseconds);
            TlsFiles.Write(PathOf(PlanName), plan.ToString());
            return plan;
        }
    }

    /// <summary>Shows the next certificate from the next connection on. Killed in the middle, it is done again.</summary>
    public void Switch()
    {
        lock (gate)
        {
            if (Plan is null)
            {
                return;
            }

            if (!File.Exists(PathOf(FirstName)))
            {
                TlsFiles.Write(PathOf(FirstName), First + "\n");
            }

            TlsFiles.Move(PathOf(NextName), PathOf(FileName), overwrite: true);
            var next = TlsCertificate.Read(PathOf(FileName));
            shown.Add(next);
            present = next;
            File.Delete(PathOf(PlanName));
        }
    }

    /// <summary>Those of before too: connections that began under them went on.</summary>
    public void Dispose() => shown.ForEach(certificate => certificate.Dispose());

    private string PathOf(string name) => Path.Combine(folder, name);
}
