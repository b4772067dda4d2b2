namespace HospitalChain.Node.Configuration;

/// <summary>A setting that cannot be used. <see cref="Key"/> is its path in node.json, such as <c>api.port</c>.</summary>
public sealed class NodeOptionsException(string key, string problem, string hint) : Exception($"{key}: {problem}")
{
    public string Key { get; } = key;

    public string Hint { get; } = hint;
}
