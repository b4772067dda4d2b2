using System.Text.RegularExpressions;

namespace HospitalChain.Tidy.Tests;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_of_the_readme_and_the_documents_leads_somewhere()
    {
        var pages = Repository.Files("docs", ".md").Append("README.md").Append("devnet/README.md");
        var dead = pages.SelectMany(page => Link().Matches(Repository.Text(page))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(page))!, target.Split('#')[0])))
            .Select(target => $"{page}: {target}"));
        Assert.Empty(dead);
    }

    [Fact]
    public void The_tour_has_ten_stops_that_each_show_code()
    {
        var stops = Stop().Matches(Repository.Text("docs/TOUR.md"));
        Assert.Equal(10, stops.Count);
        Assert.All(stops, stop => Assert.Contains("../src/", stop.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\d+\. \*\*.+?(?=^\d+\. \*\*|^The same core)", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stop();
}
