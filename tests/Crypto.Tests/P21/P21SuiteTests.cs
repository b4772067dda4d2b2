using System.Security.Cryptography;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Crypto.Tests.P21;

public sealed class P21SuiteTests : IDisposable
{
    private static readonly byte[] Context = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly KeyTree owner = new(RandomNumberGenerator.GetBytes(32));
    private readonly KeyTree reader = new(RandomNumberGenerator.GetBytes(32));
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly P21KeyPair folder;
    private readonly P21KeyPair receiving;

    public P21SuiteTests()
    {
        folder = owner.P21Folder("folder one"u8);
        receiving = reader.P21Receiving(0);
    }

    [Fact]
    public void Owner_and_delegatee_read_the_same_key()
    {
        var capsule = Verified(folder, P21Encryption.Encrypt(folder.PublicKey, key, Context));
        var (rekey, share) = P21Delegation.Make(folder, receiving.PublicKey);
        using (rekey)
        {
            Assert.True(P21Delegation.IsRekeyOf(rekey, folder.PublicKey, share));
            Assert.True(P21Delegation.IsFor(receiving, folder.PublicKey, share));
            Assert.True(P21Verifier.TryVerify(capsule, share, P21Proxy.Reencrypt(capsule, rekey, share), out var proven));
            Assert.Equal(key, Opened(capsule));
            Assert.Equal(key, Opened(receiving, proven));
        }
    }

    [Fact]
    public void Encodings_come_back()
    {
        var (_, capsule, share, reencryption) = Delegated();
        Assert.Equal(P21Capsule.Size, capsule.Capsule.Encoded.Length);
        Assert.Equal((162, 356, 130), (P21Capsule.Size, P21Reencryption.Size, P21Share.Size));
        Assert.True(P21Capsule.TryDecode(capsule.Capsule.Encoded, out var capsuleAgain));
        Assert.Equal(capsule.Capsule, capsuleAgain);
        Assert.True(P21Share.TryDecode(share.Encoded, out var shareAgain));
        Assert.Equal(share, shareAgain);
        Assert.True(P21Reencryption.TryDecode(reencryption.Encoded, out var again));
        Assert.Equal(reencryption.Encoded, again.Encoded);
    }

    [Fact]
    public void Every_changed_byte_of_a_capsule_is_refused()
    {
        var bytes = P21Encryption.Encrypt(folder.PublicKey, key, Context).Encoded.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.False(
                P21Capsule.TryDecode(bytes, out var changed) && P21Verifier.TryVerify(folder.PublicKey, changed, Context, out _), $"byte {i}");
            bytes[i] ^= 1;
            Assert.False(P21Capsule.TryDecode(bytes.AsSpan(0, i), out _));
        }

        Assert.False(P21Capsule.TryDecode([.. bytes, 0], out _));
    }

    [Fact]
    public void Every_changed_byte_of_a_reencryption_is_refused()
    {
        var (_, capsule, share, reencryption) = Delegated();
        var bytes = reencryption.Encoded.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.False(
                P21Reencryption.TryDecode(bytes, out var changed) && P21Verifier.TryVerify(capsule, share, changed, out _), $"byte {i}");
            bytes[i] ^= 1;
            Assert.False(P21Reencryption.TryDecode(bytes.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void Every_changed_byte_of_a_share_is_refused_by_proxy_or_delegatee()
    {
        var (rekey, _, share, _) = Delegated();
        var bytes = share.Encoded.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.False(
                P21Share.TryDecode(bytes, out var changed)
                    && P21Delegation.IsRekeyOf(rekey, folder.PublicKey, changed)
                    && P21Delegation.IsFor(receiving, folder.PublicKey, changed),
                $"byte {i}");
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void Capsule_is_for_one_context_and_one_folder()
    {
        var capsule = P21Encryption.Encrypt(folder.PublicKey, key, Context);
        using var other = owner.P21Folder("folder two"u8);
        Assert.False(P21Verifier.TryVerify(folder.PublicKey, capsule, Context.AsSpan(1), out _));
        Assert.False(P21Verifier.TryVerify(other.PublicKey, capsule, Context, out _));
    }

    [Fact]
    public void Capsule_that_hides_another_exponent_verifies_but_opens_for_nobody()
    {
        // A forger who knows r can make Base^s = D·E^{H3} hold for an F that hides anything.
        using SecretExponent u = SecretExponent.Random(), r = SecretExponent.Random();
        var (d, e, f) = (folder.PublicKey.Combined.Power(u), folder.PublicKey.Combined.Power(r), RandomNumberGenerator.GetBytes(64));
        using var h3 = P21Hashes.H3(Context, d, e, f);
        using var product = r.Times(h3);
        using var s = u.Plus(product);
        var forged = Verified(folder, new P21Capsule(d, e, f, s.Bytes));
        var opened = new byte[32];
        Assert.False(P21Encryption.TryDecrypt(folder, forged, opened));
        Assert.Equal(new byte[32], opened);
        var (rekey, share) = P21Delegation.Make(folder, receiving.PublicKey);
        using (rekey)
        {
            Assert.True(P21Verifier.TryVerify(forged, share, P21Proxy.Reencrypt(forged, rekey, share), out var proven));
            Assert.False(P21Encryption.TryDecrypt(receiving, proven, opened));
        }
    }

    [Fact]
    public void Proxy_with_another_key_is_proven_wrong()
    {
        var (_, capsule, share, _) = Delegated();
        using var wrong = SecretExponent.Random();
        Assert.False(P21Delegation.IsRekeyOf(wrong, folder.PublicKey, share));
        Assert.False(P21Verifier.TryVerify(capsule, share, P21Proxy.Reencrypt(capsule, wrong, share), out _));
    }

    [Fact]
    public void Reencryption_of_another_capsule_or_share_is_refused()
    {
        var (_, capsule, share, reencryption) = Delegated();
        var other = Verified(folder, P21Encryption.Encrypt(folder.PublicKey, key, Context));
        var (rekey, otherShare) = P21Delegation.Make(folder, receiving.PublicKey);
        rekey.Dispose();
        Assert.True(P21Verifier.TryVerify(capsule, share, reencryption, out _));
        Assert.False(P21Verifier.TryVerify(other, share, reencryption, out _));
        Assert.False(P21Verifier.TryVerify(capsule, otherShare, reencryption, out _));
    }

    [Fact]
    public void Share_opens_for_its_delegatee_alone()
    {
        var (_, capsule, share, reencryption) = Delegated();
        using var stranger = reader.P21Receiving(1);
        Assert.False(P21Delegation.IsFor(stranger, folder.PublicKey, share));
        Assert.True(P21Verifier.TryVerify(capsule, share, reencryption, out var proven));
        Assert.False(P21Encryption.TryDecrypt(stranger, proven, new byte[32]));
    }

    [Fact]
    public void Share_is_bound_to_its_folder()
    {
        var (_, _, share, _) = Delegated();
        using var other = owner.P21Folder("folder two"u8);
        Assert.False(P21Delegation.IsFor(receiving, other.PublicKey, share));
    }

    [Fact]
    public void Collusion_of_proxy_and_delegatee_opens_the_folder_and_stops_there()
    {
        // The documented weakness: rk = h/b, so rk and h together give b, and b opens every original capsule of the folder …
        var (rekey, _, share, _) = Delegated();
        Assert.True(P21Delegation.TryReceive(receiving, folder.PublicKey, share, out var h));
        using var inverse = rekey.Inverse();
        using var b = h.Times(inverse);
        var neverShared = Verified(folder, P21Encryption.Encrypt(folder.PublicKey, key, Context));
        var opened = new byte[32];
        Assert.True(P21Encryption.TryDecrypt(b, neverShared, opened));
        Assert.Equal(key, opened);

        // … and nothing of the owner's next folder, which has a pair of its own.
        using var next = owner.P21Folder("folder two"u8);
        var elsewhere = Verified(next, P21Encryption.Encrypt(next.PublicKey, key, Context));
        Assert.False(P21Encryption.TryDecrypt(b, elsewhere, opened));
        Assert.Equal(new byte[32], opened);
    }

    [Fact]
    public void One_pair_for_two_folders_would_let_the_collusion_through()
    {
        // Why the rule exists: with the pair reused, the b of one folder's collusion opens the other's capsules too.
        var (rekey, _, share, _) = Delegated();
        Assert.True(P21Delegation.TryReceive(receiving, folder.PublicKey, share, out var h));
        using var inverse = rekey.Inverse();
        using var b = h.Times(inverse);
        using var reused = owner.P21Folder("folder one"u8);
        var elsewhere = Verified(reused, P21Encryption.Encrypt(reused.PublicKey, key, Context.Reverse().ToArray()), Context.Reverse().ToArray());
        Assert.True(P21Encryption.TryDecrypt(b, elsewhere, new byte[32]));
    }

    [Fact]
    public void Delegation_goes_one_way()
    {
        // rk of folder → reader re-encrypts nothing from the reader back to the owner.
        var (rekey, _, share, _) = Delegated();
        var back = Verified(receiving, P21Encryption.Encrypt(receiving.PublicKey, key, Context));
        Assert.False(P21Delegation.IsRekeyOf(rekey, receiving.PublicKey, share));
        Assert.False(P21Verifier.TryVerify(back, share, P21Proxy.Reencrypt(back, rekey, share), out _));
    }

    [Fact]
    public void Pair_whose_base_is_the_identity_is_no_public_key()
    {
        using var x2 = SecretExponent.Random();
        var second = x2.PublicPoint();
        using var h4 = P21PublicKey.H4(second);
        using var inverse = h4.Inverse();
        using var product = x2.Times(inverse);
        using var x1 = product.Negated();
        Assert.False(P21PublicKey.TryDecode((byte[])[.. x1.PublicPoint().Encoded, .. second.Encoded], out _));
        Assert.True(P21PublicKey.TryDecode(folder.PublicKey.Encoded, out var good));
        Assert.Equal(folder.PublicKey, good);
        Assert.False(P21PublicKey.TryDecode(folder.PublicKey.Encoded[1..], out _));
    }

    [Fact]
    public void Capsule_under_another_pair_is_a_callers_error()
    {
        var capsule = Verified(folder, P21Encryption.Encrypt(folder.PublicKey, key, Context));
        Assert.Throws<ArgumentException>(() => P21Encryption.TryDecrypt(receiving, capsule, new byte[32]));
    }

    public void Dispose()
    {
        owner.Dispose();
        reader.Dispose();
        folder.Dispose();
        receiving.Dispose();
    }

    private static VerifiedP21Capsule Verified(P21KeyPair pair, P21Capsule capsule, byte[]? context = null)
    {
        Assert.True(P21Verifier.TryVerify(pair.PublicKey, capsule, context ?? Context, out var verified));
        return verified;
    }

    private static byte[] Opened(P21KeyPair pair, VerifiedP21Reencryption reencryption)
    {
        var opened = new byte[32];
        Assert.True(P21Encryption.TryDecrypt(pair, reencryption, opened));
        return opened;
    }

    private byte[] Opened(VerifiedP21Capsule capsule)
    {
        var opened = new byte[32];
        Assert.True(P21Encryption.TryDecrypt(folder, capsule, opened));
        return opened;
    }

    private (SecretExponent Rekey, VerifiedP21Capsule Capsule, P21Share Share, P21Reencryption Reencryption) Delegated()
    {
        var capsule = Verified(folder, P21Encryption.Encrypt(folder.PublicKey, key, Context));
        var (rekey, share) = P21Delegation.Make(folder, receiving.PublicKey);
        return (rekey, capsule, share, P21Proxy.Reencrypt(capsule, rekey, share));
    }
}
