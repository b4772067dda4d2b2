using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace HospitalChain.Keystore;

/// <summary>
/// Where a passphrase comes from: a prompt without echo, a file, or an open descriptor. Never the command line or the
/// environment, which other processes can read.
/// </summary>
public abstract class PassphraseSource
{
    /// <summary>Asks on the terminal, without echo.</summary>
    public static PassphraseSource Prompt { get; } = new TerminalSource();

    /// <summary>The first line of a file that only its owner may read.</summary>
    public static PassphraseSource File(string path) => new FileSource(path);

    /// <summary>The first line of an open file descriptor, which stays open.</summary>
    public static PassphraseSource Descriptor(int descriptor) => new DescriptorSource(descriptor);

    /// <summary>Reads <c>prompt</c>, <c>file:PATH</c> or <c>fd:N</c>; false for anything else, above all a passphrase itself.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PassphraseSource? source)
    {
        source = text switch
        {
            "prompt" => Prompt,
            not null when text.StartsWith("file:", StringComparison.Ordinal) && text.Length > 5 => File(text[5..]),
            not null when text.StartsWith("fd:", StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) => Descriptor(descriptor),
            _ => null,
        };
        return source is not null;
    }

    /// <summary>Reads the passphrase; the caller disposes it.</summary>
    /// <param name="question">What a prompt shows, e.g. <c>Passphrase of doctor.keys</c>.</param>
    /// <param name="passphrase">Without its line's end.</param>
    /// <param name="refusal">Why there is none.</param>
    public abstract bool TryRead(
        string question, [NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal);

    /// <summary>Reads one line, byte by byte, so that nothing after it is consumed.</summary>
    private static bool TryReadLine(
        Stream stream, [NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        Span<byte> line = stackalloc byte[Passphrase.BytesMax + 2];
        var length = 0;
        for (int next; (next = stream.ReadByte()) is not (-1 or '\n') && length < line.Length; length++)
        {
            line[length] = (byte)next;
        }

        if (length > 0 && line[length - 1] == '\r')
        {
            length--;
        }

        passphrase = length is > 0 and <= Passphrase.BytesMax ? new Passphrase(line[..length]) : null;
        refusal = passphrase is not null ? null : length == 0 ? KeystoreRefusal.PassphraseEmpty : KeystoreRefusal.PassphraseLong;
        CryptographicOperations.ZeroMemory(line);
        return passphrase is not null;
    }

    private sealed class TerminalSource : PassphraseSource
    {
        public override bool TryRead(
            string question, [NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
        {
            passphrase = null;
            if (Console.IsInputRedirected)
            {
                refusal = KeystoreRefusal.PassphraseUnavailable;
                return false;
            }

            Console.Error.Write(question + ": ");
            using var line = new PromptLine();
            while (!line.Add(Console.ReadKey(intercept: true)))
            {
                // the line goes on
            }

            Console.Error.WriteLine();
            return line.TryFinish(out passphrase, out refusal);
        }
    }

    private sealed class FileSource(string path) : PassphraseSource
    {
        public override bool TryRead(
            string question, [NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
        {
            passphrase = null;
            FileStream file;
            try
            {
                file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            }
            catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                refusal = KeystoreRefusal.PassphraseUnavailable;
                return false;
            }

            using (file)
            {
                if (FileModes.IsOthers(file.SafeFileHandle))
                {
                    refusal = KeystoreRefusal.PassphraseReadable;
                    return false;
                }

                return TryReadLine(file, out passphrase, out refusal);
            }
        }
    }

    private sealed class DescriptorSource(int descriptor) : PassphraseSource
    {
        public override bool TryRead(
            string question, [NotNullWhen(true)] out Passphrase? passphrase, [NotNullWhen(false)] out KeystoreRefusal? refusal)
        {
            passphrase = null;
            try
            {
                using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
                using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
                return TryReadLine(stream, out passphrase, out refusal);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
            {
                refusal = KeystoreRefusal.PassphraseUnavailable; // closed, or not for reading
                return false;
            }
        }
    }
}
