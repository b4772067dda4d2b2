namespace HospitalChain.Bench;

/// <summary>The best time of one operation over all rounds, in microseconds.</summary>
internal sealed class Timing
{
    public double Microseconds { get; private set; } = double.MaxValue;

    public void Take(double microseconds) => Microseconds = Math.Min(Microseconds, microseconds);
}
