using System.Collections.Immutable;
using System.Text;
using HospitalChain.Client;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Devnet;

/// <summary>Someone with a keystore and a profile: made the first time, opened again afterwards.</summary>
internal sealed class Person : IDisposable
{
    /// <summary>Opens every keystore of the devnet: it guards no real patient.</summary>
    public const string DevnetPassphrase = "devnet only, not a secret";

    private readonly OpenKeystore keystore;
    private ClientSession? session;

    private Person(string name, string folder, OpenKeystore keystore)
    {
        Name = name;
        Folder = folder;
        this.keystore = keystore;
    }

    public string Name { get; }

    public string Folder { get; }

    public KeyTree Keys => keystore.Keys;

    /// <summary>The signing key of epoch 0.</summary>
    public Bytes32 Key
    {
        get
        {
            using var signing = Keys.Signing(0);
            return signing.PublicKey;
        }
    }

    /// <summary>The client at work for this person.</summary>
    public ClientSession Session => session ??= new ClientSession(ProfileFolder.At(Folder), keystore, TimeProvider.System);

    /// <summary>Opens the keystore in a profile folder or makes one.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="folder">Profile folder.</param>
    /// <param name="role">Said in the keystore's public part.</param>
    /// <param name="keystorePath">Elsewhere; null for the profile's own.</param>
    public static Person OpenOrMake(string name, string folder, ProfileRole role, string? keystorePath = null)
    {
        Directory.CreateDirectory(folder, Layout.OwnerFolder);
        return new Person(name, folder, OpenOrMakeKeystore(keystorePath ?? ProfileFolder.At(folder).KeystorePath, role));
    }

    /// <summary>Opens a keystore or makes one.</summary>
    public static OpenKeystore OpenOrMakeKeystore(string path, ProfileRole role)
    {
        using var passphrase = new Passphrase(Encoding.UTF8.GetBytes(DevnetPassphrase));
        var header = new KeystoreHeader(role.ToString().ToLowerInvariant(), ImmutableSortedDictionary<string, string>.Empty);
        KeystoreRefusal? refusal;
        return (File.Exists(path)
            ? KeystoreFile.TryOpen(path, passphrase, out var keystore, out refusal)
            : KeystoreFile.TryCreate(path, header, passphrase, out keystore, out refusal))
            ? keystore
            : throw new DevnetException($"{path}: {refusal.Code}, {refusal.Hint}");
    }

    /// <summary>Writes the profile's settings, and trusts these geneses.</summary>
    public void Settle(ProfileSettings settings, params IReadOnlyList<Protocol.Blocks.Genesis> trusted)
    {
        var folder = ProfileFolder.At(Folder);
        foreach (var genesis in trusted)
        {
            folder.TrustGenesis(genesis);
        }

        folder.WriteSettings(settings);
    }

    public void Dispose()
    {
        session?.Dispose();
        keystore.Dispose();
    }
}
