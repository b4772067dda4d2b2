using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace HospitalChain.Crypto;

/// <summary>
/// What a keystore says of itself without the passphrase: authenticated, but public, so nothing of a patient belongs here.
/// </summary>
public sealed class KeystoreHeader
{
    public const int RoleBytesMax = 32;
    public const int LabelsMax = 16;
    public const int LabelNameBytesMax = 32;
    public const int LabelValueBytesMax = 512;

    /// <param name="role">Whose keys these are, e.g. <c>doctor</c>: 1–32 of a–z, 0–9 and '-'.</param>
    /// <param name="labels">At most 16, by name; names as the role, values at most 512 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">Another form: see <see cref="TryMake"/> for what a person typed.</exception>
    public KeystoreHeader(string role, ImmutableSortedDictionary<string, string> labels)
    {
        if (!IsName(role, RoleBytesMax) || labels.Count > LabelsMax
            || labels.Any(label => !IsName(label.Key, LabelNameBytesMax) || !IsValue(label.Value)))
        {
            throw new ArgumentException("a role or label of a keystore has another form");
        }

        Role = role;
        Labels = labels.WithComparers(StringComparer.Ordinal);
    }

    public string Role { get; }

    /// <summary>Public facts that commands need, e.g. a chain id or a node's address.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; }

    /// <summary>False where the constructor would throw.</summary>
    public static bool TryMake(string role, ImmutableSortedDictionary<string, string> labels, [NotNullWhen(true)] out KeystoreHeader? header)
    {
        try
        {
            header = new KeystoreHeader(role, labels);
        }
        catch (ArgumentException)
        {
            header = null;
        }

        return header is not null;
    }

    /// <summary>The same header with one label set.</summary>
    public KeystoreHeader With(string name, string value) => new(Role, Labels.SetItem(name, value));

    internal void Write(BinaryWriter writer)
    {
        WriteText(writer, Role);
        writer.Write((byte)Labels.Count);
        foreach (var (name, value) in Labels)
        {
            WriteText(writer, name);
            var bytes = Encoding.UTF8.GetBytes(value);
            writer.Write((byte)(bytes.Length >> 8));
            writer.Write((byte)bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and nothing else: labels in order, each name once.</summary>
    internal static bool TryRead(ref ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out KeystoreHeader? header)
    {
        header = null;
        if (!TryReadText(ref bytes, 1, out var role) || bytes.IsEmpty)
        {
            return false;
        }

        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var (count, previous) = (bytes[0], string.Empty);
        bytes = bytes[1..];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadText(ref bytes, 1, out var name) || !TryReadText(ref bytes, 2, out var value)
                || string.CompareOrdinal(name, previous) <= 0)
            {
                return false;
            }

            labels[name] = value;
            previous = name;
        }

        return TryMake(role, labels.ToImmutable(), out header);
    }

    private static bool IsName(string? name, int bytesMax) =>
        name is { Length: > 0 } && name.Length <= bytesMax && name.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private static bool IsValue(string? value) => value is not null && Encoding.UTF8.GetByteCount(value) <= LabelValueBytesMax;

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write((byte)text.Length);
        writer.Write(Encoding.ASCII.GetBytes(text));
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> bytes, int prefixBytes, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (bytes.Length < prefixBytes)
        {
            return false;
        }

        var length = prefixBytes == 1 ? bytes[0] : (bytes[0] << 8) | bytes[1];
        bytes = bytes[prefixBytes..];
        if (bytes.Length < length || !Utf8.IsValid(bytes[..length]))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return true;
    }
}
