using System.Diagnostics;
using System.Text.Json;
using HospitalChain.Client.Http;
using HospitalChain.Client.Managers;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Devnet;

/// <summary>
/// What engineers do before the first start: keystores, certificates, the four geneses and each node's configuration.
/// Done once for a state folder, then read again.
/// </summary>
internal sealed class Founding(Layout layout)
{
    private const string Registry = "registry";
    private const string ChainA = "hospital-a";
    private const string ChainB = "hospital-b";
    private const string LyingChain = "liar";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Intervals of seconds instead of minutes, so that a day passes while one watches.</summary>
    private static readonly ChainParameters Parameters = new()
    {
        VerifyIntervalMillis = 300,
        MaxRecordWaitMillis = 1_200,
        PromiseWaitMillis = 15_000,
        HeadIntervalMillis = 1_000,
        HeadAgeMaxMillis = 5_000,
        GraceMillis = 4_000,
    };

    /// <summary>Of a hospital that promises more than it keeps: its deadlines pass while one watches.</summary>
    private static readonly ChainParameters HastyParameters = new()
    {
        VerifyIntervalMillis = 200,
        MaxRecordWaitMillis = 300,
        PromiseWaitMillis = 1_000,
        HeadIntervalMillis = 500,
        HeadAgeMaxMillis = 5_000,
        GraceMillis = 1_000,
    };

    /// <summary>Makes what is missing and tells what there is.</summary>
    public async Task<Network> FoundAsync()
    {
        Directory.CreateDirectory(layout.Root, Layout.OwnerFolder);
        await Task.WhenAll(NodeName.Every.Select(node => Task.Run(() => MakeNode(node))));
        using var proxy = Person.OpenOrMakeKeystore(layout.ProxyKeystore, ProfileRole.Server);
        var addresses = new Dictionary<NodeName, NodeAddress>();
        foreach (var node in NodeName.Every)
        {
            addresses.Add(node, layout.AddressOf(node));
        }

        var registry = Genesis(Registry, () => GenesisOf(NodeName.Manager, (keys, tls, now) => GenesisMaker.Registry(keys, tls, Parameters, now)));
        var chainA = Genesis(ChainA, () => GenesisOf(NodeName.HospitalA, (keys, tls, now) => GenesisMaker.Hospital(registry, keys, tls, Parameters, now)));
        var chainB = Genesis(ChainB, () => GenesisOf(NodeName.HospitalB, (keys, tls, now) => GenesisMaker.Hospital(registry, keys, tls, Parameters, now)));
        var lying = Genesis(LyingChain, () => GenesisOf(NodeName.Liar, (keys, tls, now) => GenesisMaker.Hospital(registry, keys, tls, HastyParameters, now)));
        foreach (var node in NodeName.Every)
        {
            WriteConfiguration(node);
        }

        return new Network(layout, addresses, registry, chainA, chainB, lying);
    }

    private void MakeNode(NodeName node)
    {
        Directory.CreateDirectory(layout.NodeFolder(node), Layout.OwnerFolder);
        if (!File.Exists(layout.Passphrase(node)))
        {
            WriteSecret(layout.Passphrase(node), Person.DevnetPassphrase);
        }

        using var keystore = Person.OpenOrMakeKeystore(layout.Keystore(node), RoleOf(node));
        using var signing = keystore.Keys.Signing(0);
        File.WriteAllText(layout.Key(node), signing.PublicKey.ToString());
        if (!File.Exists(layout.Fingerprint(node)))
        {
            File.WriteAllText(layout.Fingerprint(node), AskFingerprint(node));
        }
    }

    private static ProfileRole RoleOf(NodeName node) =>
        node == NodeName.Manager ? ProfileRole.Manager
        : node == NodeName.HospitalA || node == NodeName.HospitalB || node == NodeName.Liar ? ProfileRole.Hospital
        : ProfileRole.Server;

    /// <summary>The node's own program makes its certificate and names it.</summary>
    private string AskFingerprint(NodeName node)
    {
        var start = new ProcessStartInfo("dotnet", [layout.NodeProgram, "identity", "--data-directory", layout.DataFolder(node)]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new DevnetException("dotnet did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(words => words is ["tlsFingerprint", _])?[1]
            ?? throw new DevnetException($"{node} did not tell its fingerprint: {output}");
    }

    private Genesis GenesisOf(NodeName supernode, Func<KeyTree, Bytes32, ulong, Genesis> make)
    {
        using var keystore = Person.OpenOrMakeKeystore(layout.Keystore(supernode), RoleOf(supernode));
        return make(keystore.Keys, layout.AddressOf(supernode).TlsFingerprint, (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private Genesis Genesis(string chain, Func<Genesis> make)
    {
        var path = layout.Genesis(chain);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, make().ToBytes());
        }

        return Protocol.Blocks.Genesis.Parse(File.ReadAllBytes(path)).OrThrow();
    }

    private void WriteConfiguration(NodeName node)
    {
        var configuration = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = node.Name,
            ["dataDirectory"] = "data",
            ["api"] = new { address = "127.0.0.1", port = node.ApiPort },
            ["peers"] = new { address = "127.0.0.1", port = node.PeerPort, contacts = ContactsOf(node).ToArray() },
            ["modules"] = ModulesOf(node),
            ["chains"] = ChainsOf(node).Select(chain => new { name = chain.Name, genesis = layout.Genesis(chain.Name), mode = chain.Mode }).ToArray(),
            ["keystore"] = new { path = layout.Keystore(node), passphraseFile = layout.Passphrase(node) },
        };
        if (node == NodeName.Manager)
        {
            configuration["pre"] = new { keystore = new { path = layout.ProxyKeystore, passphraseFile = layout.Passphrase(node) } };
        }

        File.WriteAllText(layout.Configuration(node), JsonSerializer.Serialize(configuration, Indented));
    }

    /// <summary>Each pair of neighbours: one calls, the other only knows by whose certificate.</summary>
    private IEnumerable<object> ContactsOf(NodeName node)
    {
        foreach (var other in NodeName.Every)
        {
            var fingerprint = File.ReadAllText(layout.Fingerprint(other));
            if (CalledBy(node).Contains(other))
            {
                yield return new { name = other.Name, address = $"127.0.0.1:{other.PeerPort}", fingerprint };
            }
            else if (CalledBy(other).Contains(node))
            {
                yield return new { name = other.Name, fingerprint };
            }
        }
    }

    private static IEnumerable<NodeName> CalledBy(NodeName node) =>
        node == NodeName.ClinicA ? [NodeName.HospitalA, NodeName.Manager]
        : node == NodeName.Manager ? []
        : node == NodeName.Cloud ? [NodeName.Manager, NodeName.HospitalA, NodeName.HospitalB]
        : node == NodeName.Liar ? [NodeName.Manager, NodeName.Cloud]
        : [NodeName.Manager];

    private static string[] ModulesOf(NodeName node) =>
        node == NodeName.Manager ? ["mail", "pre", "explorer"]
        : node == NodeName.Cloud ? ["content", "explorer"]
        : ["mail", "explorer"];

    private static IEnumerable<(string Name, string Mode)> ChainsOf(NodeName node)
    {
        yield return (Registry, node == NodeName.Manager ? "supernode" : "follower");
        if (node != NodeName.HospitalB && node != NodeName.Liar)
        {
            yield return (ChainA, node == NodeName.HospitalA ? "supernode" : "follower");
        }

        if (node != NodeName.HospitalA && node != NodeName.ClinicA && node != NodeName.Liar)
        {
            yield return (ChainB, node == NodeName.HospitalB ? "supernode" : "follower");
        }

        if (node == NodeName.Liar || node == NodeName.Manager || node == NodeName.Cloud)
        {
            yield return (LyingChain, node == NodeName.Liar ? "supernode" : "follower");
        }
    }

    private static void WriteSecret(string path, string content)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Layout.OwnerFile });
        file.Write(System.Text.Encoding.UTF8.GetBytes(content));
    }
}
