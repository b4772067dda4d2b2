using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Keystore;

/// <summary>Keystores on disk (docs/spec/keystore.md): made with mode 0600, refused when others may read them, replaced whole.</summary>
public static class KeystoreFile
{
    /// <summary>Makes a keystore with a fresh seed, or with a given one when someone restores theirs.</summary>
    /// <param name="path">Where no file may be yet; missing folders are made, for the owner only.</param>
    /// <param name="header">Its public part.</param>
    /// <param name="passphrase">At least <see cref="Passphrase.BytesMin"/> bytes.</param>
    /// <param name="keystore">Open; the caller disposes it.</param>
    /// <param name="refusal">Why none was made.</param>
    /// <param name="seed">Empty, or 32 bytes.</param>
    public static bool TryCreate(
        string path,
        KeystoreHeader header,
        Passphrase passphrase,
        [NotNullWhen(true)] out OpenKeystore? keystore,
        [NotNullWhen(false)] out KeystoreRefusal? refusal,
        ReadOnlySpan<byte> seed = default)
    {
        keystore = null;
        if (passphrase.Bytes.Length < Passphrase.BytesMin)
        {
            refusal = KeystoreRefusal.PassphraseShort;
            return false;
        }

        var slot = new KeystoreSlot(path);
        using var held = slot.Hold(createFolder: true);
        if (slot.Exists)
        {
            refusal = KeystoreRefusal.KeystoreExists;
            return false;
        }

        using var contents = seed.IsEmpty ? NewContents() : new KeystoreContents(seed);
        var keystoreLock = KeystoreLock.New(passphrase.Bytes);
        slot.Replace(KeystoreEnvelope.Seal(keystoreLock, header, contents));
        keystore = new OpenKeystore(slot, keystoreLock, header, contents);
        refusal = null;
        return true;
    }

    /// <summary>Opens a keystore; the caller disposes it.</summary>
    public static bool TryOpen(
        string path,
        Passphrase passphrase,
        [NotNullWhen(true)] out OpenKeystore? keystore,
        [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        keystore = null;
        var slot = new KeystoreSlot(path);
        if (!slot.TryRead(out var bytes, out refusal))
        {
            return false;
        }

        var defect = KeystoreEnvelope.Open(bytes, passphrase.Bytes, out var keystoreLock, out var header, out var contents);
        using (contents)
        {
            refusal = KeystoreRefusal.Of(defect);
            keystore = refusal is null ? new OpenKeystore(slot, keystoreLock!, header!, contents!) : null;
        }

        return keystore is not null;
    }

    /// <summary>Reads a keystore's role and labels, which need no passphrase and which nobody vouches for without it.</summary>
    public static bool TryReadHeader(
        string path, [NotNullWhen(true)] out KeystoreHeader? header, [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        header = null;
        if (!new KeystoreSlot(path).TryRead(out var bytes, out refusal))
        {
            return false;
        }

        refusal = KeystoreRefusal.Of(KeystoreEnvelope.ReadHeader(bytes, out header));
        return header is not null;
    }

    private static KeystoreContents NewContents()
    {
        Span<byte> seed = stackalloc byte[KeyTree.SeedSize];
        RandomNumberGenerator.Fill(seed);
        var contents = new KeystoreContents(seed);
        CryptographicOperations.ZeroMemory(seed);
        return contents;
    }
}
