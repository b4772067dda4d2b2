using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Crypto.Tests.Bls;

/// <summary>Decoders never throw, and what they accept they re-encode identically.</summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 400;

    [Fact]
    public void Points_and_scalars()
    {
        var random = Seeded(out var seed);
        for (var round = 0; round < Rounds; round++)
        {
            var g1 = Mutate(random, G1.Generator.Encoded);
            Assert.True(!G1.TryDecode(g1, out var first) || first.Encoded.SequenceEqual(g1), $"seed {seed}");
            var g2 = Mutate(random, G2.Generator.Encoded);
            Assert.True(!G2.TryDecode(g2, out var second) || second.Encoded.SequenceEqual(g2), $"seed {seed}");
            var scalar = Mutate(random, Curve.Order);
            Assert.True(!SecretScalar.TryDecode(scalar, out var third) || third.ToBytes().AsSpan().SequenceEqual(scalar), $"seed {seed}");
        }
    }

    [Fact]
    public void Capsules_trapdoors_and_multisignature_keys()
    {
        var random = Seeded(out var seed);
        using var secret = SecretScalar.Random();
        var capsule = L19Encryption.Encrypt(secret.PublicKey(), secret, new byte[L19Encryption.MessageSize], []);
        var trapdoor = L19Trapdoor.Make(secret, secret, secret.PublicKey());
        using var multisignature = new MultisignatureKey(SecretScalar.Random(), SecretScalar.Random(), SecretScalar.Random());
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(random, capsule.Encoded);
            Assert.True(!L19Capsule.TryDecode(bytes, out var first) || first.Encoded.SequenceEqual(bytes), $"seed {seed}");
            bytes = Mutate(random, trapdoor.Encoded);
            Assert.True(!L19Trapdoor.TryDecode(bytes, out var second) || second.Encoded.SequenceEqual(bytes), $"seed {seed}");
            bytes = Mutate(random, multisignature.PublicKey.Encoded);
            Assert.True(!MultisignaturePublicKey.TryDecode(bytes, out var third) || third.Encoded.SequenceEqual(bytes), $"seed {seed}");
        }
    }

    private static Random Seeded(out int seed)
    {
        seed = Random.Shared.Next();
        return new Random(seed);
    }

    /// <summary>Random bytes, a cut, an extension, or a few changed bytes.</summary>
    private static byte[] Mutate(Random random, ReadOnlySpan<byte> honest)
    {
        byte[] bytes = [.. honest];
        switch (random.Next(8))
        {
            case 0:
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                return [.. bytes, .. new byte[random.Next(1, 100)]];
            default:
                for (var changes = random.Next(4); changes > 0; changes--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)random.Next(256);
                }

                return bytes;
        }
    }
}
