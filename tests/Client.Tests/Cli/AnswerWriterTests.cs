using HospitalChain.Cli.Output;

namespace HospitalChain.Client.Tests.Cli;

public sealed class AnswerWriterTests
{
    [Fact]
    public void People_read_times_and_programs_read_numbers()
    {
        var answer = Answer.Of(new { untilMillis = 1_795_000_000_000, leftMillis = 90_000, height = 3 });

        Assert.Equal(["untilMillis  2026-11-18 11:06:40Z", "leftMillis   90000", "height       3"], Written(answer, json: false).TrimEnd().Split('\n'));
        Assert.Equal("""{"untilMillis":1795000000000,"leftMillis":90000,"height":3}""", Written(answer, json: true).TrimEnd());
    }

    private static string Written(Answer answer, bool json)
    {
        using var output = new StringWriter();
        new AnswerWriter(json, output, TextWriter.Null).Write(answer);
        return output.ToString();
    }
}
