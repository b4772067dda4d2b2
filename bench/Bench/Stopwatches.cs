using System.Diagnostics;

namespace HospitalChain.Bench;

/// <summary>
/// Times short operations against each other: in every round each runs for a few milliseconds, and the best round
/// counts, so that what else the machine does falls on all of them alike.
/// </summary>
internal sealed class Stopwatches
{
    private const double RoundMicroseconds = 8_000;
    private readonly int rounds;
    private readonly int warmUps;
    private readonly List<Entry> entries = [];

    /// <param name="rounds">How often each operation has its turn.</param>
    /// <param name="warmUps">How often each runs before, so that its code is compiled and its tables are made.</param>
    public Stopwatches(int rounds = 25, int warmUps = 40) => (this.rounds, this.warmUps) = (rounds, warmUps);

    /// <summary>Registers an operation; the result is read after <see cref="Run"/>.</summary>
    /// <param name="operation">What is timed.</param>
    /// <param name="per">By how many the time is divided, for operations on many.</param>
    public Timing Add(Action operation, int per = 1)
    {
        var entry = new Entry(operation, per, new Timing());
        entries.Add(entry);
        return entry.Timing;
    }

    public void Run()
    {
        foreach (var entry in entries)
        {
            Repeat(entry.Operation, warmUps);
        }

        var repeats = entries.ConvertAll(entry => Math.Max(1, (int)(RoundMicroseconds / Repeat(entry.Operation, Math.Min(5, warmUps)))));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                entries[i].Timing.Take(Repeat(entries[i].Operation, repeats[i]) / entries[i].Per);
            }
        }
    }

    /// <summary>Microseconds per repetition.</summary>
    private static double Repeat(Action operation, int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            operation();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / times;
    }

    private sealed record Entry(Action Operation, int Per, Timing Timing);
}
