using System.Buffers.Binary;
using System.Text;

namespace HospitalChain.Storage.Tests;

/// <summary>Short ways to keys and values in tests.</summary>
internal static class Numbered
{
    public static byte[] Key(ulong number)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(key, number);
        return key;
    }

    public static ulong Of(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key);

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);

    public static void Put(this StoreEngine engine, Table table, string key, string value)
    {
        var batch = new StoreBatch();
        batch.Put(table, Text(key), Text(value));
        engine.Write(batch);
    }

    public static string[] Keys(this IEnumerable<StoreEntry> entries) => [.. entries.Select(entry => Text(entry.Key))];
}
