using System.Buffers.Text;
using System.Text;

namespace HospitalChain.Protocol.Audit;

/// <summary>Times as they are written: ISO 8601 in UTC with milliseconds, the same under every culture.</summary>
internal static class AuditInstant
{
    private const ulong LastMillis = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z
    private const int ToMillis = 23;

    /// <summary>A reader's clock may say anything: what is beyond the year 9999 is written as its last millisecond.</summary>
    public static string Of(ulong millis)
    {
        var time = DateTime.UnixEpoch.AddTicks((long)Math.Min(millis, LastMillis) * TimeSpan.TicksPerMillisecond);
        Span<byte> text = stackalloc byte[40];
        return Utf8Formatter.TryFormat(time, text, out _, 'O')
            ? Encoding.ASCII.GetString(text[..ToMillis]) + "Z"
            : throw new InvalidOperationException("a time does not fit its own format");
    }
}
