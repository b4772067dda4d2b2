using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Codec;

/// <summary>A set of keys or hashes: a list in strictly rising order, so that a set has one spelling.</summary>
internal static class HashSetCodec
{
    public static CanonicalWriter HashSet(this CanonicalWriter writer, IReadOnlyList<Bytes32> values)
    {
        writer.Array(values.Count);
        foreach (var value in values)
        {
            writer.Bytes(value);
        }

        return writer;
    }

    public static Bytes32[] HashSet(this ref CanonicalReader reader, int min, int max)
    {
        var values = new Bytes32[reader.List(min, max)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.Bytes32();
            if (i > 0 && values[i] <= values[i - 1])
            {
                reader.Fail();
            }
        }

        return values;
    }

    /// <summary>The values as a set, in its one order.</summary>
    public static IReadOnlyList<Bytes32> InOrder(IEnumerable<Bytes32> values) => [.. values.Distinct().Order()];
}
