using System.Security.Cryptography;
using System.Text;

namespace HospitalChain.Crypto.Tests;

public sealed class SealingTests
{
    [Fact]
    public void Vectors_derive_the_same_keys_and_open()
    {
        foreach (var item in VectorFile.Cases("sealed.json"))
        {
            using var key = SealingKey.DeriveFromIkm(item.Hex("ikm"));
            Assert.Equal(item.Hex("recipientPublicKey"), key.PublicKey.Encoded);
            var info = Encoding.ASCII.GetString(item.Hex("info"));
            Assert.StartsWith("HOSPITALCHAIN-V1-SEAL-", info, StringComparison.Ordinal);
            var purpose = info["HOSPITALCHAIN-V1-SEAL-".Length..];
            Assert.True(Sealing.TryOpen(key, purpose, item.Hex("sealed"), item.Hex("aad"), out var plaintext));
            Assert.Equal(item.Hex("plaintext"), plaintext);
        }
    }

    [Fact]
    public void Rfc9180_A3_base_mode_is_reproduced()
    {
        // RFC 9180 §A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, sequence number 0.
        using var ephemeral = SealingKey.DeriveFromIkm(Convert.FromHexString("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e"));
        using var recipient = SealingKey.DeriveFromIkm(Convert.FromHexString("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550"));
        var enc = Convert.FromHexString("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");
        Assert.Equal(enc, ephemeral.PublicKey.Encoded);
        Assert.Equal(
            Convert.FromHexString("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"),
            recipient.PublicKey.Encoded);
        var info = Encoding.ASCII.GetBytes("Ode on a Grecian Urn");
        var aad = Encoding.ASCII.GetBytes("Count-0");
        var plaintext = Encoding.ASCII.GetBytes("Beauty is truth, truth beauty");
        byte[] expected =
        [
            .. enc,
            .. Convert.FromHexString("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"),
        ];
        Assert.Equal(expected, Hpke.Aes128.Seal(recipient.PublicKey, ephemeral, info, aad, plaintext));
        Assert.True(Hpke.Aes128.TryOpen(recipient, info, aad, expected, out var opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        using var key = SealingKey.Generate();
        var aad = "aad"u8.ToArray();
        var sealedBytes = Sealing.Seal(key.PublicKey, "TEST", "a short message"u8, aad);
        Assert.True(Sealing.TryOpen(key, "TEST", sealedBytes, aad, out _));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            sealedBytes[i] ^= 1;
            Assert.False(Sealing.TryOpen(key, "TEST", sealedBytes, aad, out _), $"byte {i}");
            sealedBytes[i] ^= 1;
        }

        for (var length = 0; length < sealedBytes.Length; length++)
        {
            Assert.False(Sealing.TryOpen(key, "TEST", sealedBytes.AsSpan(0, length), aad, out _), $"{length} bytes");
        }
    }

    [Fact]
    public void Another_key_purpose_or_aad_opens_nothing()
    {
        using var key = SealingKey.Generate();
        using var other = SealingKey.Generate();
        var sealedBytes = Sealing.Seal(key.PublicKey, "TEST", "text"u8, "aad"u8);
        Assert.False(Sealing.TryOpen(other, "TEST", sealedBytes, "aad"u8, out _));
        Assert.False(Sealing.TryOpen(key, "TEST2", sealedBytes, "aad"u8, out _));
        Assert.False(Sealing.TryOpen(key, "TEST", sealedBytes, "aae"u8, out _));
        Assert.False(Sealing.TryOpen(key, "TEST", sealedBytes, default, out _));
    }

    [Fact]
    public void Public_key_has_one_spelling()
    {
        using var key = SealingKey.Generate();
        var good = key.PublicKey.Encoded.ToArray();
        Assert.True(SealingPublicKey.TryDecode(good, out var decoded));
        Assert.Equal(key.PublicKey, decoded);
        Assert.False(SealingPublicKey.TryDecode(good.AsSpan(0, 64), out _));
        Assert.False(SealingPublicKey.TryDecode([.. good, 0], out _));
        Assert.False(SealingPublicKey.TryDecode([6, .. good[1..]], out _)); // hybrid form
        Assert.False(SealingPublicKey.TryDecode([(byte)(2 | (good[64] & 1)), .. good[1..33]], out _)); // compressed form
        Assert.False(SealingPublicKey.TryDecode(new byte[65], out _));
        good[64] ^= 1;
        Assert.False(SealingPublicKey.TryDecode(good, out _)); // off the curve
    }

    [Fact]
    public void Public_key_coordinate_beyond_the_prime_is_refused()
    {
        // (0, sqrt(b)) is on the curve; (p, sqrt(b)) is the same point in a second spelling.
        var y = Convert.FromHexString("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
        Assert.True(SealingPublicKey.TryDecode([4, .. new byte[32], .. y], out _));
        var prime = Convert.FromHexString("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        Assert.False(SealingPublicKey.TryDecode([4, .. prime, .. y], out _));
    }

    [Fact]
    public void Short_key_material_is_refused() => Assert.Throws<ArgumentException>(() => SealingKey.DeriveFromIkm(new byte[31]));

    [Fact]
    public void Same_content_never_seals_alike()
    {
        using var key = SealingKey.Generate();
        Assert.NotEqual(Sealing.Seal(key.PublicKey, "TEST", "text"u8, default), Sealing.Seal(key.PublicKey, "TEST", "text"u8, default));
    }

    [Fact]
    public void Sealing_adds_its_overhead_exactly()
    {
        using var key = SealingKey.Generate();
        foreach (var size in (int[])[0, 1, 1000])
        {
            var plaintext = RandomNumberGenerator.GetBytes(size);
            var sealedBytes = Sealing.Seal(key.PublicKey, "TEST", plaintext, default);
            Assert.Equal(size + Sealing.OverheadBytes, sealedBytes.Length);
            Assert.True(Sealing.TryOpen(key, "TEST", sealedBytes, default, out var opened));
            Assert.Equal(plaintext, opened);
        }
    }
}
