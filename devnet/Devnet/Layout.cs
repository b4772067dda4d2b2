namespace HospitalChain.Devnet;

/// <summary>Where a devnet keeps its files. Everything is below one folder, mode 0700, and goes with it.</summary>
internal sealed class Layout(string root, string nodeProgram, string documents)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>HospitalChain.Node.dll, built.</summary>
    public string NodeProgram { get; } = Path.GetFullPath(nodeProgram);

    /// <summary>Folder of the FHIR documents.</summary>
    public string Documents { get; } = Path.GetFullPath(documents);

    public string NodeFolder(NodeName node) => Path.Combine(Root, "nodes", node.Name);

    public string Configuration(NodeName node) => Path.Combine(NodeFolder(node), "node.json");

    public string DataFolder(NodeName node) => Path.Combine(NodeFolder(node), "data");

    public string Keystore(NodeName node) => Path.Combine(NodeFolder(node), "node.keystore");

    public string Passphrase(NodeName node) => Path.Combine(NodeFolder(node), "passphrase");

    public string Log(NodeName node) => Path.Combine(NodeFolder(node), "node.log");

    public string ProcessId(NodeName node) => Path.Combine(NodeFolder(node), "pid");

    /// <summary>Genesis file of a chain by its devnet name.</summary>
    public string Genesis(string chain) => Path.Combine(Root, "genesis", chain + ".genesis");

    public string Person(string name) => Path.Combine(Root, "people", name);
}
