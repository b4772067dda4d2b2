using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// The bytes of a keystore (docs/spec/keystore.md): public header ‖ AES-256-GCM of the secret part, the header
/// authenticated, under a passphrase ‖ SHA-256 of all that. The hash tells damage from a wrong passphrase; the tag, which
/// nobody without the passphrase can make, tells tampering from either.
/// </summary>
public static class KeystoreEnvelope
{
    /// <summary>The format this program writes, and the newest it reads.</summary>
    public const int Version = 1;

    /// <summary>More bytes than any keystore has.</summary>
    public const int BytesMax = 16_384;

    private const int FixedBytes = 8 + 2 + 4 + KeystoreLock.SaltBytes + KeystoreLock.CheckBytes;
    private const int SaltOffset = 14;
    private const int CheckOffset = SaltOffset + KeystoreLock.SaltBytes;

    private static ReadOnlySpan<byte> Magic => "HCKEYST\0"u8;

    public static byte[] Seal(KeystoreLock keystoreLock, KeystoreHeader header, KeystoreContents contents)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Span<byte> numbers = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(numbers, Version);
        BinaryPrimitives.WriteInt32BigEndian(numbers[2..], keystoreLock.Rounds);
        writer.Write(Magic);
        writer.Write(numbers);
        writer.Write(keystoreLock.Salt);
        writer.Write(keystoreLock.Check);
        header.Write(writer);
        writer.Flush();
        var authenticated = stream.ToArray();

        Span<byte> secret = stackalloc byte[KeystoreContents.Size];
        contents.Write(secret);
        byte[] body = [.. authenticated, .. SealedBox.Seal(keystoreLock.Key, secret, authenticated)];
        CryptographicOperations.ZeroMemory(secret);
        return [.. body, .. SHA256.HashData(body)];
    }

    /// <summary>Opens a keystore with a passphrase; the caller disposes what comes out.</summary>
    public static KeystoreDefect Open(
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> passphrase,
        out KeystoreLock? keystoreLock,
        out KeystoreHeader? header,
        out KeystoreContents? contents)
    {
        keystoreLock = null;
        contents = null;
        var defect = ReadHeader(bytes, out header);
        if (defect != KeystoreDefect.None)
        {
            return defect;
        }

        var made = new KeystoreLock(passphrase, bytes.Slice(SaltOffset, KeystoreLock.SaltBytes), Rounds(bytes));
        defect = Reopen(bytes, made, out header, out contents);
        if (defect == KeystoreDefect.None)
        {
            keystoreLock = made;
        }
        else
        {
            made.Dispose();
        }

        return defect;
    }

    /// <summary>Opens a keystore again with the lock of an earlier opening.</summary>
    public static KeystoreDefect Reopen(
        ReadOnlySpan<byte> bytes, KeystoreLock keystoreLock, out KeystoreHeader? header, out KeystoreContents? contents)
    {
        contents = null;
        var defect = ReadHeader(bytes, out header, out var box);
        if (defect != KeystoreDefect.None)
        {
            return defect;
        }

        if (Rounds(bytes) != keystoreLock.Rounds
            || !bytes.Slice(SaltOffset, KeystoreLock.SaltBytes).SequenceEqual(keystoreLock.Salt)
            || !CryptographicOperations.FixedTimeEquals(bytes.Slice(CheckOffset, KeystoreLock.CheckBytes), keystoreLock.Check))
        {
            return KeystoreDefect.WrongPassphrase;
        }

        var authenticated = bytes[..(bytes.Length - SHA256.HashSizeInBytes - box.Length)];
        if (!SealedBox.TryOpen(keystoreLock.Key, box, authenticated, out var secret))
        {
            return KeystoreDefect.Damaged;
        }

        var read = KeystoreContents.TryRead(secret, out contents);
        CryptographicOperations.ZeroMemory(secret);
        return read ? KeystoreDefect.None : KeystoreDefect.Damaged;
    }

    /// <summary>Reads what is public. Without the passphrase nobody vouches for it.</summary>
    public static KeystoreDefect ReadHeader(ReadOnlySpan<byte> bytes, out KeystoreHeader? header) => ReadHeader(bytes, out header, out _);

    private static KeystoreDefect ReadHeader(ReadOnlySpan<byte> bytes, out KeystoreHeader? header, out ReadOnlySpan<byte> box)
    {
        header = null;
        box = default;
        if (bytes.Length < 10 || bytes.Length > BytesMax || !bytes.StartsWith(Magic))
        {
            return KeystoreDefect.Damaged;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) > Version)
        {
            return KeystoreDefect.NewerFormat;
        }

        if (!HasForm(bytes) || !TryReadHeader(bytes[FixedBytes..^SHA256.HashSizeInBytes], out header, out box))
        {
            header = null;
            return KeystoreDefect.Damaged;
        }

        return KeystoreDefect.None;
    }

    private static bool HasForm(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) == Version
        && bytes.Length > FixedBytes + SHA256.HashSizeInBytes
        && SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..])
        && Rounds(bytes) is >= KeystoreLock.RoundsMin and <= KeystoreLock.RoundsMax;

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out KeystoreHeader? header, out ReadOnlySpan<byte> box)
    {
        box = bytes;
        return KeystoreHeader.TryRead(ref box, out header) && box.Length == KeystoreContents.Size + SealedBox.OverheadBytes;
    }

    private static int Rounds(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes[10..]);
}
