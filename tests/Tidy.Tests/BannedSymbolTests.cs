using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace HospitalChain.Tidy.Tests;

public sealed class BannedSymbolTests
{
    public static TheoryData<string> Lists => new(Repository.Files("src", ".txt")
        .Where(file => Path.GetFileName(file).StartsWith("BannedSymbols", StringComparison.Ordinal)));

    [Fact]
    public void A_banned_symbol_is_an_error() =>
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", Repository.Lines(".editorconfig"), StringComparer.Ordinal);

    [Theory]
    [InlineData("Crypto", "Everywhere", "Pure")]
    [InlineData("Protocol", "Everywhere", "Pure", "Core")]
    [InlineData("Consensus", "Everywhere", "Pure", "Core", "")]
    [InlineData("Storage", "Everywhere", "")]
    [InlineData("Node", "Everywhere")]
    [InlineData("Client", "Everywhere")]
    public async Task A_room_is_built_under_its_lists(string room, params string[] lists)
    {
        var start = new ProcessStartInfo("dotnet") 
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["msbuild", $"src/{room}/{room}.csproj", "-getItem:AdditionalFiles"])
        {
            start.ArgumentList.Add(argument);
        }

        using var build = Process.Start(start)!;
        using var answer = JsonDocument.Parse(await build.StandardOutput.ReadToEndAsync());
        var names = answer.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray()
            .Select(item => Path.GetRelativePath(Repository.Root, item.GetProperty("FullPath").GetString()!).Replace('\\', '/'));
        var expected = lists.Select(list => list.Length == 0 ? $"src/{room}/BannedSymbols.txt" : $"src/BannedSymbols.{list}.txt");
        Assert.Equal(expected.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>A name that means nothing bans nothing, and the analyzer does not say so.</summary>
    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_line_names_something_that_exists_and_says_why(string list)
    {
        foreach (var line in Repository.Lines(list))
        {
            var parts = line.Split("; ", 2);
            Assert.True(parts.Length == 2 && parts[1].Length > 0, $"{list}: no reason in: {line}");
            Assert.True(Exists(parts[0]), $"{list}: nothing is called {parts[0]}");
        }
    }

    private static bool Exists(string symbol)
    {
        var name = symbol[2..].Split('(')[0];
        var parameters = symbol.Contains('(', StringComparison.Ordinal) ? symbol.Count(letter => letter == ',') + 1 : 0;
        var (owner, member) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..].Split("``")[0]);
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        return symbol[0] switch
        {
            'N' => Platform.Any(assembly => assembly.GetExportedTypes().Any(type => type.Namespace == name)),
            'T' => Find(name) is not null,
            'P' => Find(owner)?.GetProperty(member, Any) is not null,
            'M' => Find(owner)?.GetMethods(Any).Any(method => method.Name == member && method.GetParameters().Length == parameters) == true,
            _ => false,
        };
    }

    private static Type? Find(string name) => Platform.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    private static readonly Assembly[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name.StartsWith("System.", StringComparison.Ordinal) || name == "HospitalChain.Crypto")
            .Select(name => Assembly.Load(name))];
}
