namespace HospitalChain.Storage.Tests;

/// <summary>A folder of one test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("hchain-store-").FullName;

    /// <summary>Where the store goes; made by the store itself.</summary>
    public string Store => Path.Combine(Root, "store");

    public string Child(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
