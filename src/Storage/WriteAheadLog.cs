using System.Buffers.Binary;
using System.Numerics;

namespace HospitalChain.Storage;

/// <summary>
/// Tells a torn end of RocksDB's write-ahead log from damage before its end. RocksDB takes a length that points past the
/// file's last block for a torn record and drops all that follows, in silence. But each record is synced before the next
/// one begins: where a whole record stands behind a broken one, the broken one was acknowledged.
/// </summary>
/// <remarks>
/// Format (RocksDB's log_format.h): blocks of 32 KiB; fragments of CRC-32C (masked, 4 bytes), length (2), type (1) and
/// payload, little-endian; types full, first, middle, last. Recycled and compressed logs are not used here.
/// </remarks>
internal static class WriteAheadLog
{
    private const int BlockBytes = 32 * 1024;
    private const int HeaderBytes = 7;
    private const int LengthOffset = 4;
    private const int TypeOffset = 6;
    private const byte Full = 1;
    private const byte First = 2;
    private const byte Last = 4;

    /// <summary>A log in this folder is damaged before its end; its name, or null.</summary>
    public static string? FindDamaged(string folder) =>
        Directory.EnumerateFiles(folder, "*.log").FirstOrDefault(IsDamagedBeforeEnd);

    private static bool IsDamagedBeforeEnd(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BlockBytes);
        var block = new byte[BlockBytes];
        var isBroken = false;
        while (stream.ReadAtLeast(block, BlockBytes, throwOnEndOfStream: false) is var read and > 0)
        {
            ReadOnlySpan<byte> rest = block.AsSpan(0, read);
            if (!isBroken)
            {
                rest = rest[SoundBytes(rest)..];
                isBroken = rest.Length >= HeaderBytes;
            }

            if (isBroken && HasRecordStart(rest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bytes of the sound fragments with which the block begins.</summary>
    private static int SoundBytes(ReadOnlySpan<byte> block)
    {
        var offset = 0;
        while (FragmentBytes(block[offset..]) is var bytes and > 0)
        {
            offset += bytes;
        }

        return offset;
    }

    private static bool HasRecordStart(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= HeaderBytes; bytes = bytes[1..])
        {
            if (bytes[TypeOffset] is Full or First && FragmentBytes(bytes) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bytes of the fragment with which <paramref name="bytes"/> begin, or 0 when it is not sound.</summary>
    private static int FragmentBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[TypeOffset] is < Full or > Last)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[LengthOffset..]);
        return length <= bytes.Length - HeaderBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == MaskedCrc(bytes.Slice(TypeOffset, 1 + length))
            ? HeaderBytes + length
            : 0;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
