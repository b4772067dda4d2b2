namespace HospitalChain.Keystore.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("keystore-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public string[] Names() => [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(path, recursive: true);
}
