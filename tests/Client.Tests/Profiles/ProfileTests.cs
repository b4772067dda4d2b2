using System.Security.Cryptography;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Profiles;

public sealed class ProfileTests
{
    private static readonly Bytes32 Id = new(SHA256.HashData("an id"u8));
    private static readonly byte[] Content = "what only the owner may read"u8.ToArray();

    [Fact]
    public void A_profile_and_all_in_it_is_its_owners_alone()
    {
        var folder = TestParty.NewFolder();
        folder.WriteSettings(new ProfileSettings { Role = ProfileRole.Patient });
        using var keys = new KeyTree(RandomNumberGenerator.GetBytes(32));
        using var shelf = new SecretShelf(folder, keys);
        shelf.Put("kind", Id, Content);

        foreach (var path in Directory.EnumerateFileSystemEntries(folder.FolderPath, "*", SearchOption.AllDirectories).Append(folder.FolderPath))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
    }

    [Fact]
    public void A_profile_that_others_may_read_is_refused()
    {
        var folder = TestParty.NewFolder();
        folder.WriteSettings(new ProfileSettings { Role = ProfileRole.Patient });
        File.SetUnixFileMode(folder.FolderPath, File.GetUnixFileMode(folder.FolderPath) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);

        Assert.Equal("PROFILE_READABLE", Assert.Throws<RefusedException>(() => ProfileFolder.At(folder.FolderPath)).Refusal.Code);
    }

    [Fact]
    public void A_secret_opens_under_its_own_keystore_kind_and_id_only()
    {
        var folder = TestParty.NewFolder();
        using var keys = new KeyTree(RandomNumberGenerator.GetBytes(32));
        using var others = new KeyTree(RandomNumberGenerator.GetBytes(32));
        using var shelf = new SecretShelf(folder, keys);
        using var strange = new SecretShelf(folder, others);
        shelf.Put("kind", Id, Content);
        File.Copy(Path.Combine(folder.FolderPath, "secrets", "kind", Id.ToString()), folder.PathOf(Path.Combine("secrets", "other", Id.ToString())));

        Assert.Equal(Content, shelf.Get("kind", Id));
        Assert.Equal("SECRET_UNREADABLE", Assert.Throws<RefusedException>(() => strange.Get("kind", Id)).Refusal.Code);
        Assert.Equal("SECRET_UNREADABLE", Assert.Throws<RefusedException>(() => shelf.Get("other", Id)).Refusal.Code);
    }

    [Fact]
    public void Settings_of_another_form_are_refused()
    {
        var folder = TestParty.NewFolder();
        Assert.Equal("PROFILE_MISSING", Assert.Throws<RefusedException>(() => folder.ReadSettings()).Refusal.Code);

        folder.Write("profile.json", "{\"format\":2,\"role\":\"patient\"}"u8);
        Assert.Equal("PROFILE_DAMAGED", Assert.Throws<RefusedException>(() => folder.ReadSettings()).Refusal.Code);

        folder.Write("profile.json", "{\"role\":"u8);
        Assert.Equal("PROFILE_DAMAGED", Assert.Throws<RefusedException>(() => folder.ReadSettings()).Refusal.Code);
    }

    [Fact]
    public void A_changed_genesis_is_no_longer_trusted()
    {
        var party = TestParty.Named("manager");
        var genesis = Managers.GenesisMaker.Registry(party.Keys, TestParty.Fingerprint("sm"), new Protocol.Blocks.ChainParameters(), 1);
        var folder = TestParty.NewFolder();
        folder.TrustGenesis(genesis);
        Assert.NotNull(folder.Genesis(genesis.ChainId));

        var other = Managers.GenesisMaker.Registry(party.Keys, TestParty.Fingerprint("sm"), new Protocol.Blocks.ChainParameters(), 2);
        folder.Write(Path.Combine("genesis", genesis.ChainId.ToString()), other.ToBytes());

        Assert.Null(folder.Genesis(genesis.ChainId));
    }
}
