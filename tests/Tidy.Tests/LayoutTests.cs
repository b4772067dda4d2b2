namespace HospitalChain.Tidy.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void Repository_root_holds_the_solution() =>
        Assert.True(File.Exists(Path.Combine(RepositoryRoot(), "HospitalChain.sln")));

    internal static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HospitalChain.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no HospitalChain.sln above the test");
        }

        return folder;
    }
}
