using HospitalChain.Cli.Output;

namespace HospitalChain.Client.Tests.Cli;

/// <summary>A progress bar is for eyes: one line on a terminal, nothing in a pipe.</summary>
public sealed class TransferBarTests
{
    [Fact]
    public void A_pipe_gets_no_bar()
    {
        using var pipe = new StringWriter();
        Assert.Null(TransferBar.On(pipe, isTerminal: false));
    }

    [Fact]
    public void A_terminal_gets_one_line_that_ends_when_all_is_there()
    {
        using var terminal = new StringWriter { NewLine = "\n" };
        var bar = TransferBar.On(terminal, isTerminal: true)!;
        bar.Report(0.5);
        bar.Report(0.501);
        bar.Report(1);
        Assert.Equal("\r[###############...............]  50 %\r[##############################] 100 %\n", terminal.ToString());
    }
}
