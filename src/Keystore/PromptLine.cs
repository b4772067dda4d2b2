using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Runtime.InteropServices;
using System.Text;

namespace HospitalChain.Keystore;

/// <summary>A line typed without echo: keys in, passphrase out.</summary>
internal sealed class PromptLine : IDisposable
{
    private readonly char[] typed = GC.AllocateArray<char>(Passphrase.BytesMax + 1, pinned: true);
    private int length;

    /// <summary>True when the line is finished.</summary>
    public bool Add(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return true;
            case ConsoleKey.Backspace:
                length = Math.Max(0, length - (length > 1 && char.IsLowSurrogate(typed[length - 1]) ? 2 : 1));
                return false;
            default:
                if (!char.IsControl(key.KeyChar) && length < typed.Length)
                {
                    typed[length++] = key.KeyChar;
                }

                return false;
        }
    }

    /// <summary>The line as UTF-8.</summary>
    public bool TryFinish([NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        Span<byte> bytes = stackalloc byte[Passphrase.BytesMax];
        var fits = Encoding.UTF8.TryGetBytes(typed.AsSpan(0, length), bytes, out var size);
        passphrase = fits ? new Passphrase(bytes[..size]) : null;
        refusal = fits ? null : KeystoreRefusal.PassphraseLong;
        CryptographicOperations.ZeroMemory(bytes);
        return fits;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(typed.AsSpan()));
}
