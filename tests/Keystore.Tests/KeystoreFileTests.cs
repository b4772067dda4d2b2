using System.Collections.Immutable;
using HospitalChain.Crypto;

namespace HospitalChain.Keystore.Tests;

public sealed class KeystoreFileTests : IDisposable
{
    private static readonly KeystoreHeader Header = new("patient", ImmutableSortedDictionary<string, string>.Empty);

    private readonly TemporaryFolder folder = new();
    private readonly Passphrase passphrase = new("correct horse"u8);

    [Fact]
    public void Keystore_opens_with_its_passphrase_and_only_with_it()
    {
        Bytes32 created;
        using (var keystore = Create())
        {
            created = PublicKey(keystore);
        }

        Assert.True(KeystoreFile.TryOpen(folder["keys"], passphrase, out var opened, out _));
        using (opened)
        {
            Assert.Equal(created, PublicKey(opened));
            Assert.Equal("patient", opened.Header.Role);
        }

        using var other = new Passphrase("another horse"u8);
        Assert.Equal("WRONG_PASSPHRASE", RefusalOf(other));
    }

    [Fact]
    public void New_keystore_is_the_owners_alone_and_leaves_nothing_beside_it()
    {
        Create().Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["keys"]));
        Assert.Equal(["keys", "keys.lock"], folder.Names());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Keystore_that_others_may_touch_is_refused(UnixFileMode others)
    {
        Create().Dispose();
        File.SetUnixFileMode(folder["keys"], UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        Assert.Equal("KEYSTORE_READABLE", RefusalOf(passphrase));
        Assert.False(KeystoreFile.TryReadHeader(folder["keys"], out _, out var refusal));
        Assert.Equal("KEYSTORE_READABLE", refusal.Code);
    }

    [Fact]
    public void Missing_damaged_and_newer_keystores_are_told_apart()
    {
        Assert.Equal("KEYSTORE_MISSING", RefusalOf(passphrase));
        Create().Dispose();
        var bytes = File.ReadAllBytes(folder["keys"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder["keys"], bytes);
        Assert.Equal("KEYSTORE_DAMAGED", RefusalOf(passphrase));
        File.WriteAllBytes(folder["keys"], bytes[..50]);
        Assert.Equal("KEYSTORE_DAMAGED", RefusalOf(passphrase));
        File.WriteAllBytes(folder["keys"], new byte[KeystoreEnvelope.BytesMax + 1]);
        Assert.Equal("KEYSTORE_DAMAGED", RefusalOf(passphrase));
        bytes[9] = 9;
        File.WriteAllBytes(folder["keys"], bytes);
        Assert.Equal("NEWER_FORMAT", RefusalOf(passphrase));
    }

    [Fact]
    public void Keys_are_never_overwritten()
    {
        Create().Dispose();
        var before = File.ReadAllBytes(folder["keys"]);
        Assert.False(KeystoreFile.TryCreate(folder["keys"], Header, passphrase, out _, out var refusal));
        Assert.Equal("KEYSTORE_EXISTS", refusal.Code);
        Assert.Equal(before, File.ReadAllBytes(folder["keys"]));
    }

    [Fact]
    public void Short_passphrase_is_refused_and_nothing_is_made()
    {
        using var brief = new Passphrase("1234567"u8);
        Assert.False(KeystoreFile.TryCreate(folder["keys"], Header, brief, out _, out var refusal));
        Assert.Equal("PASSPHRASE_SHORT", refusal.Code);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void Given_seed_restores_the_same_keys()
    {
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        Assert.True(KeystoreFile.TryCreate(folder["sub/keys"], Header, passphrase, out var keystore, out _, seed));
        using (keystore)
        using (var tree = new KeyTree(seed))
        using (var expected = tree.Signing(0))
        {
            Assert.Equal(expected.PublicKey, PublicKey(keystore));
        }
    }

    [Fact]
    public void Indexes_are_given_out_once_across_openings()
    {
        using (var keystore = Create())
        {
            Assert.Equal([0u, 1u, 2u], [keystore.TakeVisit(), keystore.TakeVisit(), keystore.TakeVisit()]);
            Assert.Equal([0u, 1u], [keystore.TakeShare(), keystore.TakeShare()]);
            Assert.Equal(1u, keystore.AdvanceEpoch());
        }

        using var again = Open();
        Assert.Equal(new KeystoreCounters(1, 3, 2), again.Counters);
        Assert.Equal(3u, again.TakeVisit());
        Assert.Equal(2u, again.TakeShare());
        Assert.Equal(2u, again.AdvanceEpoch());
    }

    [Fact]
    public async Task Two_openings_at_once_never_take_the_same_index()
    {
        using var first = Create();
        using var second = Open();
        var taken = await Task.WhenAll(new[] { first, second, first, second }.Select(
            keystore => Task.Run(() => Enumerable.Range(0, 10).Select(_ => keystore.TakeShare()).ToArray())));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (uint)i), taken.SelectMany(indexes => indexes).Order());
    }

    [Fact]
    public void Index_that_cannot_be_made_durable_is_not_given_out()
    {
        using var keystore = Create();
        Directory.CreateDirectory(folder["keys.new"]); // in the way of the replacement
        Assert.ThrowsAny<Exception>(() => keystore.TakeVisit());
        Directory.Delete(folder["keys.new"]);
        Assert.Equal(0u, keystore.TakeVisit());
    }

    [Fact]
    public void Replacement_left_by_a_crash_is_in_nobodys_way()
    {
        using var keystore = Create();
        File.WriteAllBytes(folder["keys.new"], [1, 2, 3]);
        Assert.Equal(0u, keystore.TakeVisit());
        using var again = Open();
        Assert.Equal(1u, again.TakeVisit());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["keys"]));
    }

    [Fact]
    public void Restored_keystore_skips_what_was_used()
    {
        using var keystore = Create();
        keystore.SkipTo(new KeystoreCounters(0, 7, 2));
        Assert.Equal(7u, keystore.TakeVisit());
        keystore.SkipTo(new KeystoreCounters(0, 3, 3)); // never back
        Assert.Equal(8u, keystore.TakeVisit());
        Assert.Equal(3u, keystore.TakeShare());
    }

    [Fact]
    public void Keystore_taken_away_while_open_gives_no_more_indexes()
    {
        using var keystore = Create();
        File.Delete(folder["keys"]);
        var failure = Assert.Throws<KeystoreChangedException>(() => keystore.TakeVisit());
        Assert.Contains("KEYSTORE_MISSING", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_kept_and_need_no_passphrase()
    {
        using var keystore = Create();
        keystore.SetLabel("node", "https://localhost:7001");
        keystore.SetLabel("node", "https://localhost:7002");
        Assert.True(KeystoreFile.TryReadHeader(folder["keys"], out var header, out _));
        Assert.Equal("https://localhost:7002", header.Labels["node"]);
        Assert.Throws<ArgumentException>(() => keystore.SetLabel("No Name", "x"));
    }

    [Fact]
    public void New_passphrase_replaces_the_old_one()
    {
        using var changed = new Passphrase("battery staple"u8);
        using (var keystore = Create())
        {
            keystore.TakeVisit();
            Assert.True(keystore.TryChangePassphrase(changed, out _));
            Assert.Equal(1u, keystore.TakeVisit());
        }

        Assert.Equal("WRONG_PASSPHRASE", RefusalOf(passphrase));
        Assert.True(KeystoreFile.TryOpen(folder["keys"], changed, out var opened, out _));
        using (opened)
        {
            Assert.Equal(2u, opened.TakeVisit());
        }
    }

    [Fact]
    public void Link_to_a_keystore_stays_a_link()
    {
        Create().Dispose();
        File.CreateSymbolicLink(folder["link"], folder["keys"]);
        Assert.True(KeystoreFile.TryOpen(folder["link"], passphrase, out var linked, out _));
        using (linked)
        {
            linked.TakeVisit();
        }

        Assert.NotNull(File.ResolveLinkTarget(folder["link"], returnFinalTarget: false));
        using var direct = Open();
        Assert.Equal(1u, direct.TakeVisit());
    }

    public void Dispose()
    {
        passphrase.Dispose();
        folder.Dispose();
    }

    private static Bytes32 PublicKey(OpenKeystore keystore)
    {
        using var key = keystore.Keys.Signing(0);
        return key.PublicKey;
    }

    private OpenKeystore Create()
    {
        Assert.True(KeystoreFile.TryCreate(folder["keys"], Header, passphrase, out var keystore, out _));
        return keystore;
    }

    private OpenKeystore Open()
    {
        Assert.True(KeystoreFile.TryOpen(folder["keys"], passphrase, out var keystore, out _));
        return keystore;
    }

    private string RefusalOf(Passphrase tried)
    {
        Assert.False(KeystoreFile.TryOpen(folder["keys"], tried, out _, out var refusal));
        return refusal.Code;
    }
}
