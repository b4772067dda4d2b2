using System.Buffers.Binary;

namespace HospitalChain.Storage.Chains;

/// <summary>Where a decided record stands.</summary>
/// <param name="Height">Height of the block.</param>
/// <param name="Index">Place in the block.</param>
/// <param name="IsRefused">It stands inside the rejection at that place.</param>
public readonly record struct RecordLocation(ulong Height, ushort Index, bool IsRefused)
{
    private const int Size = sizeof(ulong) + sizeof(ushort) + 1;

    internal byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(sizeof(ulong)), Index);
        bytes[^1] = (byte)(IsRefused ? 1 : 0);
        return bytes;
    }

    internal static RecordLocation? Parse(ReadOnlySpan<byte> bytes) => bytes.Length == Size && bytes[^1] <= 1
        ? new RecordLocation(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[sizeof(ulong)..]), bytes[^1] == 1)
        : null;
}
