using System.Text.RegularExpressions;

namespace HospitalChain.Tidy.Tests;

public sealed class PackageTests
{
    private static readonly string[] NativeLibraries = ["blst", "libsecp256k1", "librocksdb"];

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Assert.All(
            Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj")),
            project => Assert.True(File.Exists(Repository.PathOf(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json"))), project));

    [Fact]
    public void Versions_stand_in_one_file_and_are_exact()
    {
        Assert.All(
            Repository.Files("src", ".csproj", ".props").Concat(Repository.Files("tests", ".csproj", ".props")),
            file => Assert.DoesNotMatch("PackageReference[^>]*Version", Repository.Text(file)));
        Assert.DoesNotMatch("""Version="[^"]*[*\[(,]""", Repository.Text("Directory.Packages.props"));
    }

    [Fact]
    public void The_readme_gives_a_reason_for_every_dependency()
    {
        Assert.SkipUnless(File.Exists(Repository.PathOf("README.md")), "there is no README.md to check");
        var rows = Repository.Lines("README.md").Where(line => line.StartsWith('|')).ToList();
        var named = Repository.Includes("Directory.Packages.props", "PackageVersion").Concat(NativeLibraries);
        Assert.All(named, name => Assert.Contains(rows, row =>
            Regex.IsMatch(row, $@"(?<![\w.]){Regex.Escape(name)}(?!\w|\.\w)", RegexOptions.None, TimeSpan.FromSeconds(10))));
    }
}
