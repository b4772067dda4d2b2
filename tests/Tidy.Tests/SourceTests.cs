namespace HospitalChain.Tidy.Tests;

public sealed class SourceTests
{
    private const int FileLinesMax = 400;

    [Fact]
    public void Files_are_short_enough_to_read() =>
        Assert.DoesNotContain(
            Repository.Files("src", ".cs", ".razor").Select(file => (file, Lines: Repository.Lines(file).Length)),
            file => file.Lines > FileLinesMax);

    [Theory]
    [InlineData("TODO|FIXME|HACK|XXX")]
    [InlineData("NotImplementedException|NotSupportedException\\(\\)")]
    [InlineData("\\b(for now|not supported yet|not implemented)\\b")]
    public void Nothing_is_left_for_later(string pattern) => Assert.Empty(Source.Containing(pattern));

    [Theory]
    [InlineData("catch\\s*(\\([^)]*\\))?\\s*(when\\s*\\([^{]*\\))?\\s*\\{\\s*\\}")]
    [InlineData("\\basync void\\b")]
    [InlineData("#pragma warning disable")]
    public void No_error_goes_unseen(string pattern) => Assert.Empty(Source.Containing(pattern));

    [Fact]
    public void Names_say_what_a_type_is() =>
        Assert.Empty(Source.Containing(@"\b(class|struct|record|interface|enum)\s+\w*(Helpers?|Utils?|Utilit(y|ies)|Manager|Base|Impl)\b"));

    [Fact]
    public void Domain_labels_stand_in_one_file() =>
        Assert.All(
            Source.Containing("""Transcript\.Of\(\s*\$?@?"|"HOSPITALCHAIN-V1-"""),
            place => Assert.Matches("^src/Crypto/(Labels|Transcript)\\.cs:", place));

    [Theory]
    [InlineData("src/Protocol")]
    [InlineData("src/Consensus")]
    public void The_core_uses_no_floating_point(string room) =>
        Assert.Empty(Source.Containing(room, @"(?m)^(?!\s*//).*\b(float|double|decimal|Double|Single|Half)\b\s+\w+\s*[=;,)]"));

    [Theory]
    [InlineData("Thread\\.Sleep|Task\\.Delay\\(")]
    [InlineData("\\bSkip\\s*=\\s*\"")]
    [InlineData("Assert\\.True\\(true\\)|Assert\\.False\\(false\\)")]
    public void Tests_neither_sleep_nor_pretend(string pattern) =>
        Assert.All(Source.Containing("tests", pattern), place => Assert.StartsWith("tests/Tidy.Tests/", place, StringComparison.Ordinal));
}
