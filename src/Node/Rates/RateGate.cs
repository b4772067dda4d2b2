using System.Collections.Concurrent;

namespace HospitalChain.Node.Rates;

/// <summary>
/// One bucket per caller, at most <c>callersMax</c> of them. When the table is full, idle callers are forgotten; when
/// all are busy, newcomers share one bucket, so memory stays bounded whatever arrives.
/// </summary>
public sealed class RateGate(RateLimit limit, TimeProvider time, int callersMax = 10_000)
{
    private readonly ConcurrentDictionary<string, TokenBucket> buckets = new(StringComparer.Ordinal);
    private readonly TokenBucket overflow = new(limit, time);

    public int Callers => buckets.Count;

    public bool TryPass(string caller, out TimeSpan retryAfter) => BucketOf(caller).TryTake(1, out retryAfter);

    private TokenBucket BucketOf(string caller)
    {
        if (buckets.TryGetValue(caller, out var bucket))
        {
            return bucket;
        }

        if (buckets.Count >= callersMax)
        {
            ForgetIdle();
        }

        return buckets.Count >= callersMax ? overflow : buckets.GetOrAdd(caller, _ => new TokenBucket(limit, time));
    }

    private void ForgetIdle()
    {
        foreach (var (caller, bucket) in buckets)
        {
            if (bucket.IsFull)
            {
                buckets.TryRemove(caller, out _);
            }
        }
    }
}
