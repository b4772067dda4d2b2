using System.Text.RegularExpressions;

namespace HospitalChain.Tidy.Tests;

/// <summary>Looks through product source for what the house does not want.</summary>
internal static class Source
{
    private static readonly string[] Extensions = [".cs", ".razor", ".csproj", ".props"];

    /// <summary>The places, as file:line, where code or comments under src match.</summary>
    public static List<string> Containing(string pattern) => Containing("src", pattern);

    public static List<string> Containing(string folder, string pattern)
    {
        var found = new List<string>();
        foreach (var file in Repository.Files(folder, Extensions))
        {
            var text = Repository.Text(file);
            foreach (Match match in Regex.Matches(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
            {
                found.Add($"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}");
            }
        }

        return found;
    }
}
