using HospitalChain.Cli.Output;

namespace HospitalChain.Client.Tests.Cli;

public sealed class AnswerWriterTests
{
    [Theory]
    [InlineData(0ul, "millisLeft  0:00:00 hours")]
    [InlineData(7_186_189ul, "millisLeft  1:59:46 hours")]
    [InlineData(2_592_000_000ul, "millisLeft  720:00:00 hours")]
    public void The_time_left_is_told_in_hours_to_people_and_in_milliseconds_to_programs(ulong millisLeft, string line)
    {
        var answer = Answer.Of(new { millisLeft });
        Assert.Equal(line, Written(json: false, answer));
        Assert.Equal($"{{\"millisLeft\":{millisLeft}}}", Written(json: true, answer));
    }

    private static string Written(bool json, Answer answer)
    {
        using var output = new StringWriter();
        new AnswerWriter(json, output, TextWriter.Null).Write(answer);
        return output.ToString().Trim();
    }
}
