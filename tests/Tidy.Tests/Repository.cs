using System.Xml.Linq;

namespace HospitalChain.Tidy.Tests;

/// <summary>The files of this repository as they lie on disk, without what builds make.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Files under a folder, by their path from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => extensions.Any(extension => file.EndsWith(extension, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    public static string Text(string relative) => File.ReadAllText(PathOf(relative));

    public static string[] Lines(string relative) => File.ReadAllLines(PathOf(relative));

    /// <summary>The names that a project's items of one kind include; of project references the bare name.</summary>
    public static string[] Includes(string project, string item) =>
        [.. XDocument.Load(PathOf(project)).Descendants(item)
            .Select(element => (string)element.Attribute("Include")!)
            .Select(name => item == "ProjectReference" ? Path.GetFileNameWithoutExtension(name) : name)
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HospitalChain.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no HospitalChain.sln above the test");
        }

        return folder;
    }
}
