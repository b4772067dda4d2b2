using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HospitalChain.Crypto;

/// <summary>The ID of a person or hospital: 1–32 bytes of UTF-8 without NUL (crypto.md §3), zero-padded to 32.</summary>
public static class PersonIdentifier
{
    /// <summary>The longest identifier, in bytes of UTF-8.</summary>
    public const int BytesMax = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True when the text can be an identifier.</summary>
    public static bool IsValid([NotNullWhen(true)] string? id) => TryPad(id, stackalloc byte[BytesMax]);

    /// <summary>Writes the padded identifier; false when it is empty, too long, holds NUL or is no valid Unicode.</summary>
    internal static bool TryPad([NotNullWhen(true)] string? id, Span<byte> padded)
    {
        padded.Clear();
        if (string.IsNullOrEmpty(id) || id.Length > BytesMax || id.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return Strict.TryGetBytes(id, padded[..BytesMax], out _);
        }
        catch (EncoderFallbackException)
        {
            return false; // a lone surrogate
        }
    }

    /// <summary>Reads unpadded identifier bytes; false where <see cref="IsValid"/> would be.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? id)
    {
        id = null;
        if (bytes.Length is < 1 or > BytesMax || bytes.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        id = Encoding.UTF8.GetString(bytes);
        return true;
    }

    /// <summary>Reads a padded identifier: zeros only at its end.</summary>
    internal static bool TryUnpad(ReadOnlySpan<byte> padded, [NotNullWhen(true)] out string? id) => TryRead(padded.TrimEnd((byte)0), out id);
}
