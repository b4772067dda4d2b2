using System.Globalization;

namespace HospitalChain.Protocol.Tests;

/// <summary>A new seed in every run, printed; HOSPITALCHAIN_SEED repeats a run.</summary>
internal static class SeededRandom
{
    public static Random Make(ITestOutputHelper output)
    {
        var given = Environment.GetEnvironmentVariable("HOSPITALCHAIN_SEED");
        var seed = string.IsNullOrEmpty(given) ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"HOSPITALCHAIN_SEED={seed}");
        return new Random(seed);
    }

    public static byte[] Bytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
