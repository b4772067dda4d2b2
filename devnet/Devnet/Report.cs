using System.Diagnostics;
using System.Globalization;

namespace HospitalChain.Devnet;

/// <summary>Tells what is done and checked as it happens, and counts what was not right.</summary>
internal sealed class Report(TextWriter output, long started)
{
    private readonly TextWriter output = output;

    public Report(TextWriter output)
        : this(output, Stopwatch.GetTimestamp())
    {
    }

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    /// <summary>For what happens beside the chapter that is told: the same clock, told later.</summary>
    public Report Aside() => new(new StringWriter(CultureInfo.InvariantCulture), started);

    /// <summary>Tells what happened aside.</summary>
    public void Tell(Report aside)
    {
        output.Write(aside.output.ToString());
        Passed += aside.Passed;
        Failed += aside.Failed;
    }

    /// <summary>A part of the day begins.</summary>
    public void Chapter(string title) => output.WriteLine($"\n{Clock()} {title}");

    /// <summary>Something happened that is worth a line.</summary>
    public void Say(string text) => output.WriteLine($"{Clock()}   {text}");

    /// <summary>A claim, and whether it held.</summary>
    public void Check(bool held, string claim, string? otherwise = null)
    {
        if (held)
        {
            Passed++;
        }
        else
        {
            Failed++;
        }

        var because = held || otherwise is null ? string.Empty : $" ({otherwise})";
        output.WriteLine($"{Clock()}   {(held ? "ok  " : "FAIL")} {claim}{because}");
    }

    private string Clock() => Elapsed.TotalSeconds.ToString("00.0", CultureInfo.InvariantCulture).PadLeft(5);
}
