using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Startup;

/// <summary>
/// <c>identity --data-directory DIR [--keystore FILE --passphrase-file FILE]</c>: what a genesis, an enrolment or another
/// node's contacts need to know of a node before it first starts. Makes the certificate if there is none.
/// </summary>
public static class NodeIdentity
{
    private const string Usage = "Use: identity --data-directory DIR [--keystore FILE --passphrase-file FILE]";

    /// <summary>Prints one line for each fact, name and value.</summary>
    public static async Task PrintAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is not ("--data-directory" or "--keystore" or "--passphrase-file") || i + 1 == arguments.Count)
            {
                throw new NodeOptionsException(arguments[i], "is not an option with a value", Usage);
            }

            values[arguments[i]] = arguments[i + 1];
        }

        using var identity = TlsIdentity.OpenOrCreate(Path.GetFullPath(Required(values, "--data-directory")), TimeProvider.System);
        await output.WriteLineAsync($"tlsFingerprint {identity.Fingerprint}");
        if (values.TryGetValue("--keystore", out var keystorePath))
        {
            using var keystore = NodeKeystore.Open(keystorePath, Required(values, "--passphrase-file"));
            using var key = NodeKeystore.SigningKey(keystore);
            await output.WriteLineAsync($"nodeKey {key.PublicKey}");
        }
    }

    private static string Required(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) ?? throw new NodeOptionsException(name, "is missing", Usage);
}
