using System.Collections.Immutable;
using System.Security.Cryptography;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Crypto.Tests;

/// <summary>Decoders of keys, points, capsules and keystores: they never throw, and what they accept has one spelling.</summary>
public sealed class KeyDecoderFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 400;

    private delegate bool Decoder(ReadOnlySpan<byte> bytes, out byte[] encoded);

    [Fact]
    public void Points_and_public_keys()
    {
        using var sealing = SealingKey.Generate();
        using var tree = new KeyTree(RandomNumberGenerator.GetBytes(32));
        using var pair = tree.P21Folder([1]);
        Fuzz(SecpPoint.Generator.Encoded, (bytes, out encoded) => Keep(SecpPoint.TryDecode(bytes, out var point), point is null ? default : point.Encoded, out encoded));
        Fuzz(sealing.PublicKey.Encoded, (bytes, out encoded) => Keep(SealingPublicKey.TryDecode(bytes, out var key), key is null ? default : key.Encoded, out encoded));
        Fuzz(pair.PublicKey.Encoded, (bytes, out encoded) => Keep(P21PublicKey.TryDecode(bytes, out var key), key is null ? default : key.Encoded, out encoded));
    }

    [Fact]
    public void P21_capsules_shares_and_reencryptions()
    {
        var item = VectorFile.Cases("p21.json")[0];
        Fuzz(item.Hex("capsule"), (bytes, out encoded) => Keep(P21Capsule.TryDecode(bytes, out var capsule), capsule is null ? default : capsule.Encoded, out encoded));
        Fuzz(item.Hex("reencrypted"), (bytes, out encoded) => Keep(P21Reencryption.TryDecode(bytes, out var answer), answer is null ? default : answer.Encoded, out encoded));
        byte[] share = [.. item.Hex("commitment"), .. item.Hex("V"), .. item.Hex("W")];
        Fuzz(share, (bytes, out encoded) => Keep(P21Share.TryDecode(bytes, out var decoded), decoded is null ? default : decoded.Encoded, out encoded));
    }

    [Fact]
    public void Keystore_headers_survive_a_recomputed_hash()
    {
        using var keystoreLock = KeystoreLock.New("fuzzed passphrase"u8);
        using var contents = new KeystoreContents(new byte[32]);
        var header = new KeystoreHeader("doctor", ImmutableSortedDictionary<string, string>.Empty.Add("a", "1").Add("b", "2"));
        var body = KeystoreEnvelope.Seal(keystoreLock, header, contents)[..^32];
        Fuzz(body, (bytes, out encoded) =>
        {
            byte[] whole = [.. bytes, .. SHA256.HashData(bytes)];
            var defect = KeystoreEnvelope.Reopen(whole, keystoreLock, out _, out var opened);
            opened?.Dispose();
            encoded = bytes.ToArray();
            Assert.True(defect != KeystoreDefect.None || bytes.SequenceEqual(body), "something else than what was sealed opens");
            return defect == KeystoreDefect.None;
        });
    }

    private static bool Keep(bool accepted, ReadOnlySpan<byte> encoding, out byte[] encoded)
    {
        encoded = encoding.ToArray();
        return accepted;
    }

    private void Fuzz(ReadOnlySpan<byte> valid, Decoder decode)
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        Assert.True(decode(valid, out var encoded));
        Assert.Equal(valid, encoded);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = valid.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ (1 << random.Next(8)));
            }

            bytes = random.Next(4) switch
            {
                0 => bytes[..random.Next(bytes.Length)],
                1 => [.. bytes, .. new byte[random.Next(1, 9)]],
                _ => bytes,
            };
            if (decode(bytes, out encoded))
            {
                Assert.Equal(bytes, encoded);
            }
        }
    }
}
