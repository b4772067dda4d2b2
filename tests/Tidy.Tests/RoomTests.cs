namespace HospitalChain.Tidy.Tests;

public sealed class RoomTests
{
    /// <summary>Which rooms a room may know, directly or through others. Nothing points the other way.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Crypto"] = [],
        ["Keystore"] = ["Crypto"],
        ["Protocol"] = ["Crypto"],
        ["Consensus"] = ["Crypto", "Protocol"],
        ["Storage"] = ["Crypto", "Protocol"],
        ["Node"] = ["Consensus", "Crypto", "Keystore", "Protocol", "Storage"],
        ["Client"] = ["Crypto", "Keystore", "Protocol"],
        ["Cli"] = ["Client", "Crypto", "Keystore", "Protocol"],
    };

    public static TheoryData<string> Rooms => new(Known.Keys);

    [Fact]
    public void Every_room_is_known_and_every_project_is_in_the_solution()
    {
        Assert.Equal(
            Known.Keys.Order(StringComparer.Ordinal), Repository.Files("src", ".csproj").Select(Room), StringComparer.Ordinal);
        var solution = Repository.Text("HospitalChain.sln").Replace('\\', '/');
        Assert.All(
            Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj")),
            project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Rooms_refer_only_to_rooms_they_may_know(string room)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([room]);
        while (waiting.TryPop(out var next))
        {
            foreach (var reference in Repository.Includes($"src/{next}/{next}.csproj", "ProjectReference"))
            {
                if (seen.Add(reference))
                {
                    waiting.Push(reference);
                }
            }
        }

        Assert.Empty(seen.Except(Known[room], StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Crypto")]
    [InlineData("Keystore")]
    [InlineData("Protocol")]
    [InlineData("Consensus")]
    [InlineData("Storage")]
    public void Inner_rooms_need_no_packages(string room)
    {
        Assert.Empty(Repository.Includes($"src/{room}/{room}.csproj", "PackageReference"));
        Assert.Empty(Repository.Includes($"src/{room}/{room}.csproj", "FrameworkReference"));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Namespaces_tell_the_folder(string room)
    {
        foreach (var file in Repository.Files($"src/{room}", ".cs"))
        {
            var stated = Repository.Lines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            if (stated is not null)
            {
                var folder = Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
                Assert.Equal($"namespace HospitalChain.{folder};", stated);
            }
        }
    }

    [Fact]
    public void Unsafe_code_is_written_only_at_native_libraries()
    {
        string[] allowed = ["src/Crypto/Crypto.csproj", "src/Keystore/Keystore.csproj", "src/Storage/Storage.csproj"];
        Assert.Equal(
            allowed,
            Repository.Files("src", ".csproj").Where(project =>
                Repository.Text(project).Contains("<AllowUnsafeBlocks>true", StringComparison.Ordinal)),
            StringComparer.Ordinal);
        Assert.All(
            Source.Containing(@"(?m)^(?!\s*//).*\bunsafe\b").Concat(Source.Containing(@"\bLibraryImport\(|\bDllImport\(")),
            place => Assert.Contains("/Native/", place, StringComparison.Ordinal));
    }

    private static string Room(string project) => Path.GetFileNameWithoutExtension(project);
}
