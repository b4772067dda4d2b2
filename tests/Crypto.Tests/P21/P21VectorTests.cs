using HospitalChain.Crypto.P21;

namespace HospitalChain.Crypto.Tests.P21;

/// <summary>p21.json: every step, with the vectors' randomness.</summary>
public sealed class P21VectorTests
{
    [Fact]
    public void Every_step_is_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("p21.json"))
        {
            var context = item.Hex("context");
            using var folder = Pair(item.GetProperty("delegator"));
            using var receiving = Pair(item.GetProperty("delegatee"));
            Assert.Equal(item.GetProperty("delegator").Hex("publicKey"), folder.PublicKey.Encoded);
            Assert.Equal(item.GetProperty("delegatee").Hex("publicKey"), receiving.PublicKey.Encoded);

            using var u = Exponent(item.Hex("u"));
            var capsule = P21Encryption.Encrypt(folder.PublicKey, item.Hex("key"), context, item.Hex("omega"), u);
            Assert.Equal(item.Hex("capsule"), capsule.Encoded);
            Assert.True(P21Verifier.TryVerify(folder.PublicKey, capsule, context, out var verified));
            var key = new byte[32];
            Assert.True(P21Encryption.TryDecrypt(folder, verified, key));
            Assert.Equal(item.Hex("key"), key);

            var (rekey, share) = P21Delegation.Make(folder, receiving.PublicKey, (byte[])[.. item.Hex("h"), .. item.Hex("pi")]);
            using (rekey)
            {
                Assert.Equal(item.Hex("rekey"), rekey.Bytes);
                Assert.Equal((byte[])[.. item.Hex("commitment"), .. item.Hex("V"), .. item.Hex("W")], share.Encoded);
                Assert.True(P21Delegation.IsRekeyOf(rekey, folder.PublicKey, share));
                using var w = Exponent(item.Hex("proofW"));
                var reencryption = P21Proxy.Reencrypt(verified, rekey, share, w);
                Assert.Equal(item.Hex("reencrypted"), reencryption.Encoded);
                Assert.True(P21Verifier.TryVerify(verified, share, reencryption, out var proven));
                Assert.True(P21Encryption.TryDecrypt(receiving, proven, key));
                Assert.Equal(item.Hex("key"), key);
            }
        }
    }

    private static P21KeyPair Pair(System.Text.Json.JsonElement party)
    {
        var secrets = party.HexList("secrets");
        return new P21KeyPair(Exponent(secrets[0]), Exponent(secrets[1]));
    }

    private static SecretExponent Exponent(byte[] bytes)
    {
        Assert.True(SecretExponent.TryDecode(bytes, out var exponent));
        return exponent;
    }
}
