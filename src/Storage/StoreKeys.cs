namespace HospitalChain.Storage;

/// <summary>Bounds of key ranges.</summary>
internal static class StoreKeys
{
    /// <summary>The smallest key above all that begin with <paramref name="prefix"/>; empty (no bound) when there is none.</summary>
    public static byte[] After(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF)
        {
            length--;
        }

        if (length == 0)
        {
            return [];
        }

        var next = prefix[..length].ToArray();
        next[^1]++;
        return next;
    }
}
