namespace HospitalChain.Keystore;

/// <summary>An open keystore's file was taken away, damaged, or put under another passphrase by someone else.</summary>
public sealed class KeystoreChangedException : IOException
{
    public KeystoreChangedException()
        : this(KeystoreRefusal.KeystoreDamaged)
    {
    }

    public KeystoreChangedException(string message)
        : base(message)
    {
    }

    public KeystoreChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public KeystoreChangedException(KeystoreRefusal refusal)
        : base($"the keystore changed while it was open: {refusal.Reason} ({refusal.Code})")
    {
    }
}
