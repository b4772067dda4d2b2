using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Tests.Trees;

/// <summary>The definitions of RFC 6962 §2.1 and chain.md §3 written down as they read, slow and obvious.</summary>
internal static class NaiveTrees
{
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (leaves.Length == 1)
        {
            return SHA256.HashData([0, .. leaves[0]]);
        }

        var k = Half(leaves.Length);
        return Node(Root(leaves[..k]), Root(leaves[k..]));
    }

    public static byte[][] Path(int m, ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var k = Half(leaves.Length);
        return m < k
            ? [.. Path(m, leaves[..k]), Root(leaves[k..])]
            : [.. Path(m - k, leaves[k..]), Root(leaves[..k])];
    }

    public static byte[][] Subproof(int m, ReadOnlySpan<byte[]> leaves, bool whole = true)
    {
        if (m == leaves.Length)
        {
            return whole ? [] : [Root(leaves)];
        }

        var k = Half(leaves.Length);
        return m <= k
            ? [.. Subproof(m, leaves[..k], whole), Root(leaves[k..])]
            : [.. Subproof(m - k, leaves[k..], false), Root(leaves[..k])];
    }

    public static byte[] StateRoot(IReadOnlyList<(byte[] Key, byte[] Value)> entries, int depth = 0)
    {
        if (entries.Count == 0)
        {
            return new byte[32];
        }

        if (entries.Count == 1)
        {
            return SHA256.HashData([0, .. entries[0].Key, .. SHA256.HashData(entries[0].Value)]);
        }

        bool IsRight((byte[] Key, byte[] Value) entry) => (entry.Key[depth / 8] >> (7 - depth % 8) & 1) == 1;
        return Node(
            StateRoot([.. entries.Where(entry => !IsRight(entry))], depth + 1),
            StateRoot([.. entries.Where(IsRight)], depth + 1));
    }

    public static Bytes32 Hash(byte[] bytes) => new(bytes);

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    private static int Half(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
