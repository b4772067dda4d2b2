using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Profiles;
using HospitalChain.Keystore;
using HospitalChain.Protocol;

namespace HospitalChain.Cli.Commands;

/// <summary>One call of one command: its options, and profile, keystore and session when it asks for them.</summary>
internal sealed class Invocation(ParseResult parsed, CancellationToken cancellation) : IDisposable
{
    private OpenKeystore? keystore;
    private ClientSession? session;

    public CancellationToken Cancellation { get; } = cancellation;

    public TimeSpan Wait => TimeSpan.FromSeconds(parsed.GetValue(GlobalOptions.Wait));

    public bool IsTerminal => !parsed.GetValue(GlobalOptions.Json) && !Console.IsInputRedirected;

    public ProfileFolder Folder => ProfileFolder.At(parsed.GetValue(GlobalOptions.Profile)!);

    public string KeystorePath => parsed.GetValue(GlobalOptions.Keystore) ?? Folder.KeystorePath;

    /// <summary>The keystore, its passphrase asked for once.</summary>
    public OpenKeystore Keystore => keystore ??= OpenKeystore();

    /// <summary>The party at work.</summary>
    public ClientSession Session => session ??= new ClientSession(Folder, Keystore, TimeProvider.System);

    /// <summary>This machine's clock, for what needs no session.</summary>
    public static ulong NowMillis => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!; // what is required, parsing has made sure of

    /// <summary>Reads a passphrase from where the options say.</summary>
    public Passphrase Passphrase(string question) =>
        Source().TryRead(question, out var passphrase, out var refusal) ? passphrase : throw new RefusedException(refusal.AsRefusal(SourceName()));

    /// <summary>A new passphrase: on a terminal asked for twice.</summary>
    public Passphrase NewPassphrase(string question)
    {
        var first = Passphrase(question);
        if (Source() != PassphraseSource.Prompt)
        {
            return first;
        }

        using var second = Passphrase("The same again");
        if (first.Bytes.SequenceEqual(second.Bytes))
        {
            return first;
        }

        first.Dispose();
        throw new RefusedException(ClientRefusals.InputInvalid.With("the two passphrases differ"));
    }

    /// <summary>Asks yes or no; without a terminal the answer is no.</summary>
    public bool Confirm(string question)
    {
        if (!IsTerminal)
        {
            return false;
        }

        Console.Error.Write(question + " [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    public void Dispose()
    {
        session?.Dispose();
        keystore?.Dispose();
    }

    private OpenKeystore OpenKeystore()
    {
        using var passphrase = Passphrase($"Passphrase of {KeystorePath}");
        return KeystoreFile.TryOpen(KeystorePath, passphrase, out var opened, out var refusal) ? opened : throw new RefusedException(refusal.AsRefusal(KeystorePath));
    }

    private string SourceName() =>
        parsed.GetValue(GlobalOptions.PassphraseFile)
        ?? (parsed.GetValue(GlobalOptions.PassphraseDescriptor) is { } descriptor ? $"descriptor {descriptor}" : "no terminal to ask on");

    private PassphraseSource Source() =>
        parsed.GetValue(GlobalOptions.PassphraseFile) is { } file ? PassphraseSource.File(file)
        : parsed.GetValue(GlobalOptions.PassphraseDescriptor) is { } descriptor ? PassphraseSource.Descriptor(descriptor)
        : PassphraseSource.Prompt;
}
