using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// The two hashes of every tree here: leaf = SHA-256(0x00‖bytes), node = SHA-256(0x01‖left‖right) (RFC 6962 §2.1,
/// chain.md §3). The first byte keeps a leaf from ever passing for a node.
/// </summary>
internal static class TreeHash
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int StackBytesMax = 512;

    /// <summary>The root over no leaves in RFC 6962: SHA-256 of nothing. (An empty state subtree is zero instead.)</summary>
    public static readonly Bytes32 OfNothing = new(SHA256.HashData([]));

    public static Bytes32 Leaf(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length + 1;
        var input = length <= StackBytesMax ? stackalloc byte[length] : new byte[length];
        input[0] = LeafPrefix;
        bytes.CopyTo(input[1..]);
        return Sha256(input);
    }

    public static Bytes32 Node(in Bytes32 left, in Bytes32 right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Bytes32.Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Bytes32.Size)..]);
        return Sha256(input);
    }

    /// <summary>A state leaf: SHA-256(0x00‖key‖SHA-256(value)).</summary>
    public static Bytes32 StateLeaf(in Bytes32 key, in Bytes32 valueHash)
    {
        Span<byte> pair = stackalloc byte[2 * Bytes32.Size];
        key.CopyTo(pair);
        valueHash.CopyTo(pair[Bytes32.Size..]);
        return Leaf(pair);
    }

    public static Bytes32 Sha256(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        SHA256.HashData(input, hash);
        return new Bytes32(hash);
    }
}
