using System.Globalization;

namespace HospitalChain.Cli.Output;

/// <summary>How far a transfer is, on one line of a terminal that is written over and ends with the transfer.</summary>
internal sealed class TransferBar : IProgress<double>
{
    private const int Cells = 30;
    private const int Percents = 100;
    private readonly TextWriter terminal;
    private int shown = -1;

    private TransferBar(TextWriter terminal) => this.terminal = terminal;

    /// <summary>A bar on a terminal; none in a pipe or file.</summary>
    public static TransferBar? On(TextWriter output, bool isTerminal) => isTerminal ? new TransferBar(output) : null;

    public void Report(double value)
    {
        var percent = (int)(Math.Clamp(value, 0, 1) * Percents);
        if (percent == shown)
        {
            return;
        }

        shown = percent;
        var full = percent * Cells / Percents;
        terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\r[{new string('#', full)}{new string('.', Cells - full)}] {percent,3} %"));
        if (percent == Percents)
        {
            terminal.WriteLine();
        }
    }
}
