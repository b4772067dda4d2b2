using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet;

/// <summary>Where a devnet keeps its files. Everything is below one folder, mode 0700, and goes with it.</summary>
internal sealed class Layout(string root, string nodeProgram, string? lyingProgram, string? clientProgram, string documents)
{
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>HospitalChain.Node.dll, built.</summary>
    public string NodeProgram { get; } = Path.GetFullPath(nodeProgram);

    /// <summary>What a node's process runs.</summary>
    public string ProgramOf(NodeName node) =>
        node != NodeName.Liar ? NodeProgram : Path.GetFullPath(lyingProgram ?? throw new InvalidOperationException("this devnet runs no lying node"));

    /// <summary>hchain.dll, built; null where nobody runs it.</summary>
    public string? ClientProgram { get; } = clientProgram is null ? null : Path.GetFullPath(clientProgram);

    /// <summary>Folder of the FHIR documents.</summary>
    public string Documents { get; } = Path.GetFullPath(documents);

    public string NodeFolder(NodeName node) => Path.Combine(Root, "nodes", node.Name);

    public string Configuration(NodeName node) => Path.Combine(NodeFolder(node), "node.json");

    public string DataFolder(NodeName node) => Path.Combine(NodeFolder(node), "data");

    public string Keystore(NodeName node) => Path.Combine(NodeFolder(node), "node.keystore");

    /// <summary>The proxy's own keystore, apart from the system manager's.</summary>
    public string ProxyKeystore => Path.Combine(NodeFolder(NodeName.Manager), "proxy.keystore");

    public string Passphrase(NodeName node) => Path.Combine(NodeFolder(node), "passphrase");

    public string Log(NodeName node) => Path.Combine(NodeFolder(node), "node.log");

    /// <summary>The certificate that the node was enrolled with.</summary>
    public string Fingerprint(NodeName node) => Path.Combine(NodeFolder(node), "fingerprint");

    /// <summary>The certificate that took over from it, if one did.</summary>
    public string NextFingerprint(NodeName node) => Path.Combine(NodeFolder(node), "fingerprint.next");

    public string Key(NodeName node) => Path.Combine(NodeFolder(node), "key");

    public string ProcessId(NodeName node) => Path.Combine(NodeFolder(node), "pid");

    /// <summary>Genesis file of a chain by its devnet name.</summary>
    public string Genesis(string chain) => Path.Combine(Root, "genesis", chain + ".genesis");

    /// <summary>Where a node is and how it is recognised, once it has an identity.</summary>
    public NodeAddress AddressOf(NodeName node) =>
        Bytes32.TryParse(File.ReadAllText(File.Exists(NextFingerprint(node)) ? NextFingerprint(node) : Fingerprint(node)), out var fingerprint) && Bytes32.TryParse(File.ReadAllText(Key(node)), out var key)
            ? new NodeAddress(new Uri($"https://127.0.0.1:{node.ApiPort}/"), fingerprint, key)
            : throw new DevnetException($"the identity of {node} is damaged; remove {Root} and start again");

    public string Person(string name) => Path.Combine(Root, "people", name);
}
