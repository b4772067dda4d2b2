namespace HospitalChain.Node.Rates;

/// <summary>Lets <see cref="RateLimit.Burst"/> through at once and <see cref="RateLimit.PerSecond"/> from then on. Thread-safe.</summary>
public sealed class TokenBucket(RateLimit limit, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = limit.Burst;
    private long filledAt = time.GetTimestamp();

    /// <summary>Nothing was taken for so long that the bucket is as good as new.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                Fill();
                return tokens >= limit.Burst;
            }
        }
    }

    /// <summary>Takes <paramref name="amount"/>, or says how long to wait until it would be there.</summary>
    public bool TryTake(double amount, out TimeSpan retryAfter)
    {
        lock (gate)
        {
            Fill();
            if (tokens >= amount)
            {
                tokens -= amount;
                retryAfter = TimeSpan.Zero;
                return true;
            }

            retryAfter = TimeSpan.FromSeconds((Math.Min(amount, limit.Burst) - tokens) / limit.PerSecond);
            return false;
        }
    }

    /// <summary>Takes <paramref name="amount"/>, or what there is.</summary>
    public void TakeUpTo(double amount)
    {
        lock (gate)
        {
            Fill();
            tokens = Math.Max(0, tokens - amount);
        }
    }

    /// <summary>Puts back what was taken and turned out not to be owed.</summary>
    public void Return(double amount)
    {
        lock (gate)
        {
            Fill();
            tokens = Math.Min(limit.Burst, tokens + amount);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(limit.Burst, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * limit.PerSecond));
        filledAt = now;
    }
}
