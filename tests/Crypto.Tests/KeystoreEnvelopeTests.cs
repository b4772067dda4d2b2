using System.Collections.Immutable;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Tests;

public sealed class KeystoreEnvelopeTests
{
    private static readonly byte[] Passphrase = "correct horse battery staple"u8.ToArray();
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly KeystoreHeader Header = new(
        "doctor", ImmutableSortedDictionary<string, string>.Empty.Add("name", "Dr. Grün").Add("chain", new string('a', 64)));

    private static readonly KeystoreLock Lock = KeystoreLock.New(Passphrase);
    private static readonly byte[] Envelope = Seal();

    [Fact]
    public void Passphrase_opens_what_was_sealed()
    {
        Assert.Equal(KeystoreDefect.None, KeystoreEnvelope.Open(Envelope, Passphrase, out var keystoreLock, out var header, out var contents));
        using (keystoreLock)
        using (contents)
        {
            Assert.Equal(new KeystoreCounters(1, 2, 3), contents!.Counters);
            using KeyTree expected = new(Seed), actual = contents.Keys();
            using SigningKey expectedKey = expected.Signing(0), actualKey = actual.Signing(0);
            Assert.Equal(expectedKey.PublicKey, actualKey.PublicKey);
            Assert.Equal("doctor", header!.Role);
            Assert.Equal(Header.Labels.ToArray(), header.Labels.ToArray());
        }
    }

    [Fact]
    public void Another_passphrase_is_wrong() => Assert.Equal(
        KeystoreDefect.WrongPassphrase, KeystoreEnvelope.Open(Envelope, "correct horse battery stapl"u8, out _, out _, out _));

    [Fact]
    public void Role_and_labels_need_no_passphrase()
    {
        Assert.Equal(KeystoreDefect.None, KeystoreEnvelope.ReadHeader(Envelope, out var header));
        Assert.Equal("Dr. Grün", header!.Labels["name"]);
    }

    [Fact]
    public void Every_changed_byte_is_damage()
    {
        for (var i = 0; i < Envelope.Length; i++)
        {
            byte[] changed = [.. Envelope];
            changed[i] ^= 1;
            var expected = i is 8 or 9 ? (KeystoreDefect[])[KeystoreDefect.NewerFormat, KeystoreDefect.Damaged] : [KeystoreDefect.Damaged];
            Assert.Contains(KeystoreEnvelope.Reopen(changed, Lock, out _, out _), expected);
        }

        for (var length = 0; length < Envelope.Length; length++)
        {
            Assert.Equal(KeystoreDefect.Damaged, KeystoreEnvelope.Reopen(Envelope.AsSpan(0, length), Lock, out _, out _));
        }

        Assert.Equal(KeystoreDefect.Damaged, KeystoreEnvelope.Reopen([.. Envelope, 0], Lock, out _, out _));
    }

    [Fact]
    public void Tampering_with_the_hash_recomputed_never_opens()
    {
        for (var i = 0; i < Envelope.Length - 32; i++)
        {
            byte[] changed = [.. Envelope[..^32]];
            changed[i] ^= 1;
            Assert.NotEqual(KeystoreDefect.None, KeystoreEnvelope.Reopen([.. changed, .. SHA256.HashData(changed)], Lock, out _, out _));
        }
    }

    [Theory]
    [InlineData(599_999)]
    [InlineData(20_000_001)]
    [InlineData(-1)]
    public void Rounds_out_of_bounds_are_damage(int rounds)
    {
        byte[] changed = [.. Envelope[..^32]];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(10), rounds);
        Assert.Equal(KeystoreDefect.Damaged, KeystoreEnvelope.ReadHeader([.. changed, .. SHA256.HashData(changed)], out _));
    }

    [Fact]
    public void Later_format_is_named_as_such()
    {
        byte[] later = [.. Envelope];
        later[9] = 2;
        Assert.Equal(KeystoreDefect.NewerFormat, KeystoreEnvelope.ReadHeader(later, out _));
    }

    [Fact]
    public void Nothing_secret_stands_in_clear()
    {
        Assert.Equal(-1, Envelope.AsSpan().IndexOf(Seed.AsSpan(0, 8)));
        Assert.NotEqual(Envelope, Seal()); // a fresh nonce each time
    }

    [Theory]
    [InlineData("", "name", "value")]
    [InlineData("Doctor", "name", "value")]
    [InlineData("doctor", "Name", "value")]
    [InlineData("doctor", "", "value")]
    [InlineData("a-role-of-more-than-thirty-two-letters", "name", "value")]
    public void Header_of_another_form_is_refused(string role, string name, string value) => Assert.False(
        KeystoreHeader.TryMake(role, ImmutableSortedDictionary<string, string>.Empty.Add(name, value), out _));

    [Fact]
    public void Label_too_long_or_one_too_many_is_refused()
    {
        var empty = ImmutableSortedDictionary<string, string>.Empty;
        Assert.True(KeystoreHeader.TryMake("doctor", empty.Add("a", new string('x', 512)), out _));
        Assert.False(KeystoreHeader.TryMake("doctor", empty.Add("a", new string('x', 513)), out _));
        Assert.False(KeystoreHeader.TryMake("doctor", empty.AddRange(Enumerable.Range(0, 17).Select(i => KeyValuePair.Create($"a{i}", ""))), out _));
    }

    private static byte[] Seal()
    {
        using var contents = new KeystoreContents(Seed, new KeystoreCounters(1, 2, 3));
        return KeystoreEnvelope.Seal(Lock, Header, contents);
    }
}
