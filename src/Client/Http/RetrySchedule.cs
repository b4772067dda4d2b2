using System.Security.Cryptography;

namespace HospitalChain.Client.Http;

/// <summary>How a call that may be repeated is repeated: four times in all, waiting longer each time, with jitter.</summary>
public static class RetrySchedule
{
    public const int AttemptsMax = 4;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait after attempt <paramref name="attempt"/> (1 is the first), unless the node said how long.</summary>
    public static TimeSpan WaitAfter(int attempt, TimeSpan? retryAfter)
    {
        var wait = retryAfter ?? FirstWait * (1 << (attempt - 1)) * (RandomNumberGenerator.GetInt32(500, 1500) / 1000.0);
        return wait < LongestWait ? wait : LongestWait;
    }
}
