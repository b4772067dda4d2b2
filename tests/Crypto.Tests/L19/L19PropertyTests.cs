using HospitalChain.Crypto.L19;
using HospitalChain.Crypto.Native;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.L19;

public sealed class L19PropertyTests
{
    private static readonly Bytes32 Context = Transcript.Of("TEST").AddU32(1).Hash32();
    private static readonly byte[] Message = Transcript.Of("TEST").AddU32(2).Expand(L19Encryption.MessageSize);

    [Fact]
    public void Pairing_is_bilinear()
    {
        using var a = SecretScalar.Random();
        using var b = SecretScalar.Random();
        using var ab = a.Multiply(b);
        var p = Transcript.Of("TEST").ToG1();
        var q = Transcript.Of("TEST").ToG2();
        var expected = Pairing.Of(p.Power(ab).Point, q.Point).Hex();
        Assert.Equal(expected, Pairing.Of(p.Power(a).Point, q.Power(b).Point).Hex());
        Assert.Equal(expected, Pairing.Of(p.Point, q.Power(ab).Point).Hex());
        Assert.Equal(expected, new PreparedG2(q.Power(b).Point).MillerLoop(p.Power(a).Point).FinalExponentiation().Hex());
        Assert.False(Pairing.Of(p.Point, q.Point).IsEqual(Fp12.One));
    }

    [Fact]
    public void Reencryption_commutes_with_decryption()
    {
        using var patient = SecretScalar.Random();
        using var first = SecretScalar.Random();
        using var second = SecretScalar.Random();
        using var symptom = Symptom.FromCode("http://snomed.info/sct", "386661006");
        var capsule = Encrypt(patient, symptom);
        foreach (var doctor in new[] { first, second })
        {
            using var inverse = patient.Invert();
            using var rekey = doctor.Multiply(inverse);
            var reencrypted = L19Reencryption.Reencrypt(Verify(capsule, patient), rekey);
            Assert.Equal(Message, Decrypt(doctor, Verify(reencrypted, doctor)));
            Assert.False(L19Verifier.TryVerify(patient.PublicKey(), reencrypted, Context.ToArray(), out _));
        }

        Assert.Equal(Message, Decrypt(patient, Verify(capsule, patient)));
    }

    [Fact]
    public void Each_tampered_byte_of_a_capsule_is_rejected()
    {
        using var patient = SecretScalar.Random();
        using var symptom = SecretScalar.Random();
        var capsule = Encrypt(patient, symptom);
        for (var at = 0; at < L19Capsule.Size; at++)
        {
            var bytes = capsule.Encoded.ToArray();
            bytes[at] ^= (byte)(1 << (at & 7));
            Assert.False(Opens(bytes, patient, Context.ToArray()), $"byte {at}");
        }

        Assert.True(Opens(capsule.Encoded.ToArray(), patient, Context.ToArray()));
    }

    [Fact]
    public void Capsule_of_another_context_is_rejected()
    {
        using var patient = SecretScalar.Random();
        using var symptom = SecretScalar.Random();
        var bytes = Encrypt(patient, symptom).Encoded.ToArray();
        Assert.False(Opens(bytes, patient, Bytes32.Zero.ToArray()));
    }

    [Fact]
    public void Another_secret_or_context_does_not_decrypt_a_verified_capsule()
    {
        using var patient = SecretScalar.Random();
        using var symptom = SecretScalar.Random();
        var verified = Verify(Encrypt(patient, symptom), patient);
        var message = Enumerable.Repeat((byte)1, L19Encryption.MessageSize).ToArray();
        Assert.False(L19Encryption.TryDecrypt(symptom, verified, Context.ToArray(), message));
        Assert.All(message, value => Assert.Equal(0, value));
        Assert.False(L19Encryption.TryDecrypt(patient, verified, Bytes32.Zero.ToArray(), message));
    }

    [Fact]
    public void Trapdoor_finds_only_its_symptom_its_visit_and_opens_only_to_its_hospital()
    {
        using var patient = SecretScalar.Random();
        using var otherVisit = SecretScalar.Random();
        using var hospital = SecretScalar.Random();
        using var otherHospital = SecretScalar.Random();
        using var fever = Symptom.FromCode("http://snomed.info/sct", "386661006");
        using var cough = Symptom.FromCode("http://snomed.info/sct", "49727002");
        var capsule = Verify(Encrypt(patient, fever), patient);
        Assert.True(L19Trapdoor.Test(hospital, capsule, L19Trapdoor.Make(patient, fever, hospital.PublicKey())));
        Assert.False(L19Trapdoor.Test(hospital, capsule, L19Trapdoor.Make(patient, cough, hospital.PublicKey())));
        Assert.False(L19Trapdoor.Test(hospital, capsule, L19Trapdoor.Make(otherVisit, fever, hospital.PublicKey())));
        Assert.False(L19Trapdoor.Test(otherHospital, capsule, L19Trapdoor.Make(patient, fever, hospital.PublicKey())));
    }

    [Fact]
    public void Hospital_that_can_test_learns_the_symptom_by_trying_codes()
    {
        // The documented weakness: e(PK_j, U) = e(g, ĥ2)^t, whatever the capsule.
        using var patient = SecretScalar.Random();
        using var hospital = SecretScalar.Random();
        using var fever = Symptom.FromCode("http://snomed.info/sct", "386661006");
        var trapdoor = L19Trapdoor.Make(patient, fever, hospital.PublicKey());
        Assert.True(G1.TryDecode(trapdoor.Encoded[..G1.Size], out var u1));
        Assert.True(G2.TryDecode(trapdoor.Encoded[G1.Size..], out var u2));
        var u = Transcript.Of(Labels.L19H1).Add(u1.Power(hospital).Encoded).ToP2().Negate().Add(u2.Point).ToAffine();
        var seen = Pairing.Of(patient.PublicKey().Point, u).Hex();
        string[] codes = ["49727002", "386661006", "195967001"];
        var guessed = codes.Single(code => seen == L19Parameters.SymptomPairing.Power(Symptom.FromCode("http://snomed.info/sct", code).LittleEndian).Hex());
        Assert.Equal("386661006", guessed);
    }

    [Fact]
    public void Proxy_refuses_shares_that_lead_elsewhere()
    {
        using var patient = SecretScalar.Random();
        using var doctor = SecretScalar.Random();
        var (beta, blinded) = BlindedDelegation.Blind(doctor);
        using var share = BlindedDelegation.PatientStep(blinded, patient);
        Assert.True(BlindedDelegation.TryProxyStep(share, beta, patient.PublicKey(), doctor.PublicKey(), out _));
        Assert.False(BlindedDelegation.TryProxyStep(blinded, beta, patient.PublicKey(), doctor.PublicKey(), out var none));
        Assert.Null(none);
        Assert.False(BlindedDelegation.TryProxyStep(share, beta, doctor.PublicKey(), doctor.PublicKey(), out _));
        Assert.False(BlindedDelegation.TryProxyStep(share, share, patient.PublicKey(), doctor.PublicKey(), out _));
    }

    [Fact]
    public void A_capsule_that_differs_in_more_than_C2_is_no_reencryption()
    {
        using var patient = SecretScalar.Random();
        using var symptom = SecretScalar.Random();
        var original = Encrypt(patient, symptom);
        var other = Encrypt(patient, symptom);
        Assert.False(L19Reencryption.IsReencryptionOf(other, original));
        byte[] mixed = [.. original.Encoded];
        mixed[L19Capsule.C3Offset] ^= 1;
        Assert.False(L19Reencryption.IsReencryptionOf(L19Vector.Decode(mixed), original));
    }

    private static L19Capsule Encrypt(SecretScalar patient, SecretScalar symptom) =>
        L19Encryption.Encrypt(patient.PublicKey(), symptom, Message, Context.ToArray());

    private static VerifiedL19Capsule Verify(L19Capsule capsule, SecretScalar under)
    {
        Assert.True(L19Verifier.TryVerify(under.PublicKey(), capsule, Context.ToArray(), out var verified));
        return verified;
    }

    private static byte[] Decrypt(SecretScalar secret, VerifiedL19Capsule capsule)
    {
        var message = new byte[L19Encryption.MessageSize];
        Assert.True(L19Encryption.TryDecrypt(secret, capsule, Context.ToArray(), message));
        return message;
    }

    private static bool Opens(byte[] bytes, SecretScalar patient, byte[] context) =>
        L19Capsule.TryDecode(bytes, out var capsule)
        && L19Verifier.TryVerify(patient.PublicKey(), capsule, context, out var verified)
        && L19Encryption.TryDecrypt(patient, verified, context, new byte[L19Encryption.MessageSize]);
}
