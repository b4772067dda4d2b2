using System.Buffers.Binary;
using HospitalChain.Crypto;

namespace HospitalChain.Storage.Chains;

/// <summary>Keys of a chain's tables: the chain id, then what names the entry. Numbers are big-endian, so they sort.</summary>
internal static class ChainKeys
{
    /// <summary>Bytes of a key that ends with a height.</summary>
    public const int HeightKeyBytes = Bytes32.Size + sizeof(ulong);

    /// <summary>Bytes of a key that ends with an identifier.</summary>
    public const int IdKeyBytes = 2 * Bytes32.Size;

    public static ReadOnlySpan<byte> ChainPrefix => "chain/"u8;

    /// <summary>In <see cref="Table.Meta"/>: the chain's genesis.</summary>
    public static byte[] Chain(Bytes32 chainId) => [.. ChainPrefix, .. chainId.ToArray()];

    /// <summary>In <see cref="Table.Meta"/>: why a follower goes no further.</summary>
    public static byte[] Stop(Bytes32 chainId) => [.. "stop/"u8, .. chainId.ToArray()];

    public static byte[] At(Bytes32 chainId, ulong height)
    {
        var key = new byte[HeightKeyBytes];
        chainId.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(Bytes32.Size), height);
        return key;
    }

    public static byte[] Of(Bytes32 chainId, Bytes32 id)
    {
        var key = new byte[IdKeyBytes];
        chainId.CopyTo(key);
        id.CopyTo(key.AsSpan(Bytes32.Size));
        return key;
    }

    public static Bytes32 ChainOf(ReadOnlySpan<byte> key) => new(key[..Bytes32.Size]);

    public static ulong HeightOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[Bytes32.Size..]);

    public static Bytes32 IdOf(ReadOnlySpan<byte> key) => new(key[Bytes32.Size..]);
}
