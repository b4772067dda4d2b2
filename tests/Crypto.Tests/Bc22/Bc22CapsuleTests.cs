using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Native;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class Bc22CapsuleTests
{
    private static readonly Bytes32 Context = Transcript.Of("TEST").AddU32(1).Hash32();
    private static readonly byte[] Alpha = Transcript.Of("TEST").AddU32(2).Expand(32);
    private static readonly byte[] Key = Transcript.Of("TEST").AddU32(3).Expand(Bc22Encryption.KeySize);

    [Fact]
    public void Encryption_with_the_given_secrets_gives_the_capsule()
    {
        foreach (var vector in Bc22Vector.All())
        {
            var item = vector.Sealed;
            using var patient = Curve.Scalar(item.Hex("patientSecret"));
            using var r = Curve.Scalar(item.Hex("r"));
            Assert.True(SigningKey.TryDecode(item.Hex("oneTimeSecret"), out var oneTime));
            var capsule = Bc22Encryption.Encrypt(patient.PublicKey(), item.Hex("alpha"), item.Hex("key"), item.Hex("context"), r, oneTime);

            // The signature has randomness of its own; all it signs is determined.
            Assert.Equal(item.Hex("bytes")[Bc22Capsule.AOffset..], capsule.Encoded[Bc22Capsule.AOffset..].ToArray());
        }
    }

    [Fact]
    public void Capsule_verifies_carries_its_evidence_and_opens_to_patient_and_doctor()
    {
        foreach (var vector in Bc22Vector.All())
        {
            var item = vector.Sealed;
            using var patient = Curve.Scalar(item.Hex("patientSecret"));
            using var doctor = Curve.Scalar(item.Hex("delegationSecret"));
            using var rekey = Curve.Scalar(item.Hex("rekey"));
            var context = item.Hex("context");
            Assert.True(Bc22Verifier.TryVerify(patient.PublicKey(), Bc22Vector.Capsule(item.Hex("bytes")), context, out var verified));
            Assert.True(Bc22Verifier.CarriesEvidence(verified, item.Hex("alpha")));
            Assert.False(Bc22Verifier.CarriesEvidence(verified, Alpha));
            Assert.Equal(item.Hex("key"), Decrypt(patient, verified));

            var reencrypted = Bc22Reencryption.Reencrypt(verified, rekey);
            Assert.Equal(item.Hex("reencrypted"), reencrypted.Encoded.ToArray());
            Assert.True(Bc22Reencryption.IsReencryptionOf(reencrypted, verified.Capsule));
            Assert.True(Bc22Verifier.TryVerify(doctor.PublicKey(), reencrypted, context, out var shared));
            Assert.Equal(item.Hex("key"), Decrypt(doctor, shared));

            var trapdoor = Bc22Trapdoor.Make(patient, item.Hex("alpha"));
            Assert.Equal(item.Text("trapdoor"), Convert.ToHexStringLower(trapdoor.Encoded));
            Assert.True(Bc22Trapdoor.TryDecode(trapdoor.Encoded, out var decoded));
            Assert.True(Bc22Trapdoor.Test(doctor, shared, decoded));
            Assert.False(Bc22Trapdoor.Test(doctor, shared, Bc22Trapdoor.Make(patient, Alpha)));
            Assert.False(Bc22Trapdoor.Test(doctor, shared, Bc22Trapdoor.Make(doctor, item.Hex("alpha"))));
        }
    }

    [Fact]
    public void Each_tampered_byte_of_a_capsule_is_rejected()
    {
        using var patient = SecretScalar.Random();
        var capsule = Encrypt(patient);
        for (var at = 0; at < Bc22Capsule.Size; at++)
        {
            byte[] bytes = [.. capsule.Encoded];
            bytes[at] ^= (byte)(1 << (at & 7));
            Assert.False(Verifies(bytes, patient), $"byte {at}");
        }

        Assert.True(Verifies([.. capsule.Encoded], patient));
        Assert.False(Bc22Verifier.TryVerify(patient.PublicKey(), capsule, Bytes32.Zero.ToArray(), out _));
    }

    [Fact]
    public void Secret_of_another_key_does_not_open_a_capsule()
    {
        using var patient = SecretScalar.Random();
        using var other = SecretScalar.Random();
        Assert.True(Bc22Verifier.TryVerify(patient.PublicKey(), Encrypt(patient), Context.ToArray(), out var verified));
        var key = Enumerable.Repeat((byte)1, Bc22Encryption.KeySize).ToArray();
        Assert.False(Bc22Encryption.TryDecrypt(other, verified, key));
        Assert.All(key, value => Assert.Equal(0, value));
    }

    [Fact]
    public void One_sided_capsules_pass_their_own_equation_and_not_both()
    {
        // B·δ keeps neither, E·ḡ keeps the first: with a new signature by the one-time key's holder only pairings tell.
        using var patient = SecretScalar.Random();
        using var oneTime = SigningKey.Generate();
        using var r = SecretScalar.Random();
        var honest = Bc22Encryption.Encrypt(patient.PublicKey(), Alpha, Key, Context.ToArray(), r, oneTime);
        var e = new G2(P2.FromAffine(honest.E.Point).Add(Bc22Hashes.GBar.Point));
        var d = new G2(Bc22Hashes.ForCheck(honest.A).Add(honest.D.Point));
        Assert.False(Bc22Verifier.TryVerify(patient.PublicKey(), Resign(honest, oneTime, honest.D, e), Context.ToArray(), out _));
        Assert.False(Bc22Verifier.TryVerify(patient.PublicKey(), Resign(honest, oneTime, d, honest.E), Context.ToArray(), out _));
        Assert.True(Bc22Verifier.TryVerify(patient.PublicKey(), Resign(honest, oneTime, honest.D, honest.E), Context.ToArray(), out _));
    }

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new int[0])]
    [InlineData(9, new int[0])]
    [InlineData(9, new[] { 0, 8 })]
    [InlineData(2, new[] { 0, 1 })]
    public void Batch_accepts_honest_capsules_and_finds_culprits(int size, int[] culprits)
    {
        var claims = new Bc22Claim[size];
        for (var i = 0; i < size; i++)
        {
            using var patient = SecretScalar.Random();
            using var other = SecretScalar.Random();
            var wrong = culprits.Contains(i);
            claims[i] = new Bc22Claim(wrong && i > 0 ? other.PublicKey() : patient.PublicKey(), Encrypt(patient), wrong && i == 0 ? Bytes32.Zero : Context);
        }

        Assert.Equal(Enumerable.Range(0, size).Select(i => !culprits.Contains(i)), Bc22Verifier.VerifyBatch(claims, Context));
    }

    [Fact]
    public void Equations_that_cancel_between_capsules_are_found()
    {
        // E_1·δ and E_2·δ^-1 under one key: e(B_1·B_2, ḡ) = e(PK, E_1·E_2) still holds, neither equation does.
        using var patient = SecretScalar.Random();
        var claims = new Bc22Claim[2];
        for (var i = 0; i < claims.Length; i++)
        {
            using var oneTime = SigningKey.Generate();
            using var r = SecretScalar.Random();
            var honest = Bc22Encryption.Encrypt(patient.PublicKey(), Alpha, Key, Context.ToArray(), r, oneTime);
            var delta = P2.FromAffine(G2.Generator.Point);
            var e = new G2((i == 0 ? delta : delta.Negate()).Add(honest.E.Point));
            claims[i] = new Bc22Claim(patient.PublicKey(), Resign(honest, oneTime, honest.D, e), Context);
        }

        var b = P1.FromAffine(claims[0].Capsule.B.Point).Add(claims[1].Capsule.B.Point).Negate().ToAffine();
        var product = P2.FromAffine(claims[0].Capsule.E.Point).Add(claims[1].Capsule.E.Point).ToAffine();
        Assert.True(Pairing.ProductIsOne([b, patient.PublicKey().Point], [Bc22Hashes.GBar.Point, product]), "the attack on equal exponents");
        Assert.Equal([false, false], Bc22Verifier.VerifyBatch(claims, Context));
    }

    [Fact]
    public void Capsule_decoder_never_throws_and_re_encodes_what_it_accepts()
    {
        using var patient = SecretScalar.Random();
        var capsule = Encrypt(patient);
        Assert.False(Bc22Capsule.TryDecode(capsule.Encoded[1..], out _));
        Assert.False(Bc22Capsule.TryDecode([.. capsule.Encoded, 0], out _));
        for (var at = 0; at < Bc22Capsule.Size; at++)
        {
            byte[] bytes = [.. capsule.Encoded];
            bytes[at] ^= 0x80;
            Assert.True(!Bc22Capsule.TryDecode(bytes, out var decoded) || decoded.Encoded.SequenceEqual(bytes));
        }
    }

    private static Bc22Capsule Encrypt(SecretScalar patient) => Bc22Encryption.Encrypt(patient.PublicKey(), Alpha, Key, Context.ToArray());

    private static bool Verifies(byte[] bytes, SecretScalar patient) =>
        Bc22Capsule.TryDecode(bytes, out var capsule) && Bc22Verifier.TryVerify(patient.PublicKey(), capsule, Context.ToArray(), out _);

    private static byte[] Decrypt(SecretScalar secret, VerifiedBc22Capsule capsule)
    {
        var key = new byte[Bc22Encryption.KeySize];
        Assert.True(Bc22Encryption.TryDecrypt(secret, capsule, key));
        return key;
    }

    private static Bc22Capsule Resign(Bc22Capsule honest, SigningKey oneTime, G2 d, G2 e) =>
        new(oneTime.Sign(Bc22Hashes.Signed(Context.ToArray(), honest.C, d, e, honest.Tag)), honest.A, honest.B, honest.C, d, e, honest.Tag);
}
