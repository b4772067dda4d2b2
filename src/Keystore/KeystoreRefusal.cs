using HospitalChain.Crypto;

namespace HospitalChain.Keystore;

/// <summary>Why a keystore or passphrase was refused: a closed family, one case per rule, with a stable code and a hint.</summary>
public sealed record KeystoreRefusal
{
    private KeystoreRefusal(string code, string reason, string hint) => (Code, Reason, Hint) = (code, reason, hint);

    public static KeystoreRefusal WrongPassphrase { get; } = new(
        "WRONG_PASSPHRASE", "the passphrase does not open this keystore", "check the passphrase, and that this is the keystore you mean");

    public static KeystoreRefusal KeystoreReadable { get; } = new(
        "KEYSTORE_READABLE", "others than its owner may read or write the keystore", "chmod 600 it, and change its passphrase if others had access");

    public static KeystoreRefusal KeystoreDamaged { get; } = new(
        "KEYSTORE_DAMAGED", "this is no keystore, or it was cut short or changed", "restore it from a backup");

    public static KeystoreRefusal NewerFormat { get; } = new(
        "NEWER_FORMAT", "the keystore was written by a later version of this program", "use that version");

    public static KeystoreRefusal KeystoreMissing { get; } = new(
        "KEYSTORE_MISSING", "there is no keystore at this path", "check the path, or create a keystore first");

    public static KeystoreRefusal KeystoreExists { get; } = new(
        "KEYSTORE_EXISTS", "there is already a file at this path, and keys are never overwritten", "choose another path");

    public static KeystoreRefusal PassphraseShort { get; } = new(
        "PASSPHRASE_SHORT", "a passphrase needs at least 8 bytes", "choose a longer one");

    public static KeystoreRefusal PassphraseLong { get; } = new(
        "PASSPHRASE_LONG", "a passphrase has at most 1024 bytes, on one line", "choose a shorter one");

    public static KeystoreRefusal PassphraseEmpty { get; } = new(
        "PASSPHRASE_EMPTY", "the first line, where the passphrase should stand, is empty", "write the passphrase there, and nothing else on that line");

    public static KeystoreRefusal PassphraseReadable { get; } = new(
        "PASSPHRASE_READABLE", "others than its owner may read or write the passphrase file", "chmod 600 it");

    public static KeystoreRefusal PassphraseUnavailable { get; } = new(
        "PASSPHRASE_UNAVAILABLE",
        "no passphrase could be read: there is no terminal, or no such file or descriptor",
        "give the passphrase by a file or a descriptor");

    /// <summary>Stable: programs may compare it.</summary>
    public string Code { get; }

    /// <summary>For people.</summary>
    public string Reason { get; }

    /// <summary>What to do.</summary>
    public string Hint { get; }

    internal static KeystoreRefusal? Of(KeystoreDefect defect) => defect switch
    {
        KeystoreDefect.None => null,
        KeystoreDefect.NewerFormat => NewerFormat,
        KeystoreDefect.WrongPassphrase => WrongPassphrase,
        _ => KeystoreDamaged,
    };
}
