using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Node.Startup;

/// <summary>Opens the keystore that a node's keys come from.</summary>
public static class NodeKeystore
{
    /// <summary>Opens the keystore with the first line of the passphrase file; the caller disposes it.</summary>
    /// <exception cref="KeystoreRefusedException">Either file is missing, readable by others, or they do not belong together.</exception>
    public static OpenKeystore Open(string path, string passphraseFile)
    {
        if (!PassphraseSource.File(passphraseFile).TryRead("Passphrase of the node", out var passphrase, out var refusal))
        {
            throw new KeystoreRefusedException(passphraseFile, refusal);
        }

        using (passphrase)
        {
            return KeystoreFile.TryOpen(path, passphrase, out var keystore, out refusal) ? keystore : throw new KeystoreRefusedException(path, refusal);
        }
    }

    /// <summary>The signing key of the keystore's epoch; the caller disposes it.</summary>
    public static SigningKey SigningKey(OpenKeystore keystore) => keystore.Keys.Signing(keystore.Counters.Epoch);
}
