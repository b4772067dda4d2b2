namespace HospitalChain.Crypto;

/// <summary>Why the bytes of a keystore were not opened.</summary>
public enum KeystoreDefect
{
    None,

    /// <summary>Not a keystore, cut short, or changed.</summary>
    Damaged,

    /// <summary>Written by a later version of this program.</summary>
    NewerFormat,

    /// <summary>Whole, but not under this passphrase.</summary>
    WrongPassphrase,
}
