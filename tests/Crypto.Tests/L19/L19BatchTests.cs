using HospitalChain.Crypto.L19;

namespace HospitalChain.Crypto.Tests.L19;

public sealed class L19BatchTests
{
    private static readonly Bytes32 Seed = Transcript.Of("TEST").Hash32();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(150)]
    public void Honest_batches_of_any_size_are_accepted(int size)
    {
        var claims = Claims(size);
        Assert.Equal(Enumerable.Repeat(true, size), L19Verifier.VerifyBatch(claims, Seed));
        Assert.All(L19Verifier.VerifyEach(claims, Seed).Zip(claims), pair =>
        {
            Assert.Same(pair.Second.Capsule, pair.First?.Capsule);
            Assert.Same(pair.Second.PublicKey, pair.First?.PublicKey);
        });
    }

    [Theory]
    [InlineData(2, new[] { 0 })]
    [InlineData(2, new[] { 0, 1 })]
    [InlineData(10, new[] { 9 })]
    [InlineData(10, new[] { 0, 3, 4 })]
    [InlineData(33, new[] { 0, 16, 32 })]
    [InlineData(5, new[] { 0, 1, 2, 3, 4 })]
    public void Culprits_and_only_they_are_found(int size, int[] culprits)
    {
        var claims = Claims(size);
        foreach (var culprit in culprits)
        {
            claims[culprit] = claims[culprit] with { Context = Bytes32.Zero };
        }

        var valid = L19Verifier.VerifyBatch(claims, Seed);
        Assert.Equal(Enumerable.Range(0, size).Select(i => !culprits.Contains(i)), valid);
        Assert.Equal(valid, L19Verifier.VerifyEach(claims, Seed).Select(verified => verified is not null));
    }

    [Fact]
    public void Swapped_check_values_and_keys_are_found()
    {
        // C5 of two capsules swapped: the sum over the batch is unchanged, each equation is not.
        var claims = Claims(4);
        var (a, b) = (claims[1].Capsule, claims[2].Capsule);
        claims[1] = claims[1] with { Capsule = new L19Capsule(a.C1, a.C2, a.C3, a.C4, b.C5) };
        claims[2] = claims[2] with { Capsule = new L19Capsule(b.C1, b.C2, b.C3, b.C4, a.C5) };
        Assert.Equal([true, false, false, true], L19Verifier.VerifyBatch(claims, Seed));
        claims = Claims(3);
        (claims[0], claims[2]) = (claims[0] with { PublicKey = claims[2].PublicKey }, claims[2] with { PublicKey = claims[0].PublicKey });
        Assert.Equal([false, true, false], L19Verifier.VerifyBatch(claims, Seed));
    }

    private static L19Claim[] Claims(int size)
    {
        var claims = new L19Claim[size];
        using var symptom = SecretScalar.Random();
        for (var i = 0; i < size; i++)
        {
            using var patient = SecretScalar.Random();
            var context = Transcript.Of("TEST").AddU32((uint)i).Hash32();
            var key = patient.PublicKey();
            claims[i] = new L19Claim(key, L19Encryption.Encrypt(key, symptom, new byte[L19Encryption.MessageSize], context.ToArray()), context);
        }

        return claims;
    }
}
