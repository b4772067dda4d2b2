namespace HospitalChain.Crypto.Tests;

/// <summary>keys.json: every key of crypto.md §3's table.</summary>
public sealed class KeyTreeTests
{
    [Fact]
    public void Signing_and_sealing_keys_are_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            using var tree = new KeyTree(item.Hex("seed"));
            var number = item.GetProperty("number").GetUInt32();
            using var signing = tree.Signing(number);
            using var visitSigning = tree.VisitSigning(number);
            using var sealing = tree.Sealing(number);
            using var visitSealing = tree.VisitSealing(number);
            Assert.Equal(item.Hash("signPublic"), signing.PublicKey);
            Assert.Equal(SigningPublic(item.Hex("sign")), signing.PublicKey);
            Assert.Equal(SigningPublic(item.Hex("visitSign")), visitSigning.PublicKey);
            Assert.Equal(SealingPublic(item.Hex("sealIkm")), sealing.PublicKey);
            Assert.Equal(SealingPublic(item.Hex("visitSealIkm")), visitSealing.PublicKey);
        }
    }

    [Fact]
    public void P21_pairs_are_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            using var tree = new KeyTree(item.Hex("seed"));
            using var folder = tree.P21Folder(item.Hex("folder"));
            using var receiving = tree.P21Receiving(item.GetProperty("number").GetUInt32());
            Assert.Equal(item.HexList("p21"), [folder.First.Bytes.ToArray(), folder.Second.Bytes.ToArray()]);
            Assert.Equal(item.HexList("p21Receive"), [receiving.First.Bytes.ToArray(), receiving.Second.Bytes.ToArray()]);
        }
    }

    [Fact]
    public void Keys_on_the_pairing_curve_are_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            using var tree = new KeyTree(item.Hex("seed"));
            var number = item.GetProperty("number").GetUInt32();
            using SecretScalar visit = tree.VisitKey(number), delegation = tree.Delegation(number), hospital = tree.Hospital(number);
            using var multisignature = tree.Multisignature(number);
            Assert.Equal([item.Hex("visit"), item.Hex("delegation"), item.Hex("hospital")], [Bytes(visit), Bytes(delegation), Bytes(hospital)]);
            Assert.Equal(item.HexList("multisig"), [Bytes(multisignature.D1), Bytes(multisignature.D2), Bytes(multisignature.D3)]);
        }

        static byte[] Bytes(SecretScalar scalar)
        {
            var bytes = new byte[SecretScalar.Size];
            scalar.CopyTo(bytes);
            return bytes;
        }
    }

    [Fact]
    public void Epochs_visits_and_folders_have_keys_of_their_own()
    {
        using var tree = new KeyTree(new byte[32]);
        using SigningKey a = tree.Signing(0), b = tree.Signing(1), c = tree.VisitSigning(0), d = tree.VisitSigning(1);
        Assert.Equal(4, new[] { a.PublicKey, b.PublicKey, c.PublicKey, d.PublicKey }.Distinct().Count());
        using P21KeyPair e = tree.P21Folder([1]), f = tree.P21Folder([2]), g = tree.P21Receiving(0);
        Assert.Equal(3, new[] { e.PublicKey, f.PublicKey, g.PublicKey }.Distinct().Count());
    }

    [Fact]
    public void Disposed_tree_gives_no_keys()
    {
        var tree = new KeyTree(new byte[32]);
        tree.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tree.Signing(0));
    }

    [Fact]
    public void Seed_has_32_bytes() => Assert.Throws<ArgumentException>(() => new KeyTree(new byte[31]));

    private static Bytes32 SigningPublic(byte[] secret)
    {
        Assert.True(SigningKey.TryDecode(secret, out var key));
        using (key)
        {
            return key.PublicKey;
        }
    }

    private static SealingPublicKey SealingPublic(byte[] ikm)
    {
        using var key = SealingKey.DeriveFromIkm(ikm);
        return key.PublicKey;
    }
}
