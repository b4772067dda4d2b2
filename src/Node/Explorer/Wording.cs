using System.Globalization;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer;

/// <summary>How the pages spell times, sizes and identifiers: the same on every machine.</summary>
public static class Wording
{
    private const int ShortDigits = 12;
    private const ulong SecondMillis = 1_000;
    private const ulong MinuteMillis = 60 * SecondMillis;
    private const ulong HourMillis = 60 * MinuteMillis;
    private const ulong DayMillis = 24 * HourMillis;

    /// <summary>The first digits of an identifier, for places where the whole one stands beside it or in its title.</summary>
    public static string Short(string hex) => hex.Length <= ShortDigits ? hex : hex[..ShortDigits] + "…";

    public static string Short(Bytes32 value) => Short(value.ToString());

    public static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    /// <summary>A moment in UTC with milliseconds.</summary>
    public static string Time(ulong millis) => At(millis).ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the datetime attribute.</summary>
    public static string Machine(ulong millis) => At(millis).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A span as people say it: tenths below a minute, whole units above.</summary>
    public static string Span(ulong millis) =>
        millis < MinuteMillis ? string.Create(CultureInfo.InvariantCulture, $"{millis / 100 / 10}.{millis / 100 % 10} s")
        : millis < HourMillis ? string.Create(CultureInfo.InvariantCulture, $"{millis / MinuteMillis} min {millis % MinuteMillis / SecondMillis} s")
        : millis < DayMillis ? string.Create(CultureInfo.InvariantCulture, $"{millis / HourMillis} h {millis % HourMillis / MinuteMillis} min")
        : string.Create(CultureInfo.InvariantCulture, $"{millis / DayMillis} d {millis % DayMillis / HourMillis} h");

    /// <summary>How long ago, or that the other clock is ahead of this node's.</summary>
    public static string Ago(ulong millis, ulong nowMillis) =>
        millis <= nowMillis ? Span(nowMillis - millis) + " ago" : Span(millis - nowMillis) + " ahead of this node's clock";

    /// <summary>A number with narrow spaces between thousands.</summary>
    public static string Number(ulong value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    public static string Number(int value) => Number((ulong)Math.Max(0, value));

    public static string Bytes(ulong count) => count switch
    {
        < 10_000 => Number(count) + " B",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1000.0:0.0} kB"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000.0:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000_000.0:0.0} GB"),
    };

    public static string Bytes(int count) => Bytes((ulong)Math.Max(0, count));

    /// <summary>"1 record", "3 records".</summary>
    public static string Count(int count, string one) => Number(count) + " " + (count == 1 ? one : one + "s");

    /// <summary>How many others keep a chain.</summary>
    public static string Keepers(int followers) => followers == 0 ? "kept by no other connected node" : $"kept by {Count(followers, "other connected node")}";

    /// <summary>Now, as chains count time.</summary>
    public static ulong NowMillis(TimeProvider time) => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    private static DateTimeOffset At(ulong millis) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(millis, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
