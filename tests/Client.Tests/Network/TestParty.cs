using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A party with a real keystore in a folder of its own, whose seed the test knows.</summary>
internal sealed class TestParty
{
    /// <summary>Deletes itself when the tests end.</summary>
    private static readonly DirectoryInfo Root = Directory.CreateTempSubdirectory("hchain-tests-");

    /// <summary>Opening a keystore is slow on purpose, so one of each name serves all tests; profiles are never shared.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<(byte[] Seed, OpenKeystore Keystore)>> Keystores = new(StringComparer.Ordinal);

    private TestParty(byte[] seed, OpenKeystore keystore)
    {
        (Seed, Keystore) = (seed, keystore);
        Folder = NewFolder();
    }

    public byte[] Seed { get; }

    public ProfileFolder Folder { get; }

    public OpenKeystore Keystore { get; }

    public KeyTree Keys => Keystore.Keys;

    public Bytes32 Key
    {
        get
        {
            using var signing = Keys.Signing(0);
            return signing.PublicKey;
        }
    }

    /// <summary>The party of that name, with a new and empty profile.</summary>
    public static TestParty Named(string name)
    {
        var (seed, keystore) = Keystores.GetOrAdd(name, _ => new Lazy<(byte[], OpenKeystore)>(Create)).Value;
        return new TestParty(seed, keystore);
    }

    public static Bytes32 Fingerprint(string node) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("certificate " + node)));

    /// <summary>A path in the party's own folder for a file of a test.</summary>
    public string FileFor(string name) => Folder.PathOf(Path.Combine("test", name));

    public static ProfileFolder NewFolder() => ProfileFolder.At(Path.Combine(Root.FullName, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))));

    /// <summary>Deletes everybody's folders.</summary>
    public static void DeleteFolders() => Root.Delete(recursive: true);

    private static (byte[] Seed, OpenKeystore Keystore) Create()
    {
        var seed = RandomNumberGenerator.GetBytes(KeyTree.SeedSize);
        using var passphrase = new Passphrase("a passphrase of tests"u8);
        var header = new KeystoreHeader("test", ImmutableSortedDictionary<string, string>.Empty);
        return KeystoreFile.TryCreate(NewFolder().KeystorePath, header, passphrase, out var keystore, out var refusal, seed)
            ? (seed, keystore)
            : throw new InvalidOperationException(refusal.Code);
    }

}
