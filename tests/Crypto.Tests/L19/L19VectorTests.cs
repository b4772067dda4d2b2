using HospitalChain.Crypto.L19;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.L19;

public sealed class L19VectorTests
{
    [Fact]
    public void Encryption_with_the_given_exponent_gives_the_capsule()
    {
        foreach (var vector in L19Vector.All())
        {
            using var r = Curve.Scalar(vector.Item.Hex("r"));
            var capsule = L19Encryption.Encrypt(vector.PatientKey, vector.Symptom, vector.Message, vector.Context, r);
            Assert.Equal(vector.Item.Text("capsule"), Convert.ToHexStringLower(capsule.Encoded));
        }
    }

    [Fact]
    public void Patient_decrypts_the_capsule()
    {
        foreach (var vector in L19Vector.All())
        {
            var message = new byte[L19Encryption.MessageSize];
            var verified = vector.Verify(vector.Capsule, vector.Patient);
            Assert.True(L19Encryption.TryDecrypt(vector.Patient, verified, vector.Context, message));
            Assert.Equal(vector.Message, message);
        }
    }

    [Fact]
    public void Reencryption_gives_the_doctors_capsule_which_verifies_and_opens()
    {
        foreach (var vector in L19Vector.All())
        {
            var reencrypted = L19Reencryption.Reencrypt(vector.Verify(vector.Capsule, vector.Patient), vector.Rekey);
            Assert.Equal(vector.Reencrypted, reencrypted);
            Assert.True(L19Reencryption.IsReencryptionOf(reencrypted, vector.Capsule));
            var message = new byte[L19Encryption.MessageSize];
            Assert.True(L19Encryption.TryDecrypt(vector.Doctor, vector.Verify(reencrypted, vector.Doctor), vector.Context, message));
            Assert.Equal(vector.Message, message);
        }
    }

    [Fact]
    public void Trapdoor_with_the_given_exponent_is_as_specified_and_finds_the_capsule()
    {
        foreach (var vector in L19Vector.All())
        {
            using var r = Curve.Scalar(vector.Item.Hex("trapdoorR"));
            var made = L19Trapdoor.Make(vector.Patient, vector.Symptom, vector.Hospital.PublicKey(), r);
            Assert.Equal(vector.Item.Text("trapdoor"), Convert.ToHexStringLower(made.Encoded));
            Assert.True(L19Trapdoor.TryDecode(vector.Item.Hex("trapdoor"), out var decoded));
            Assert.True(L19Trapdoor.Test(vector.Hospital, vector.Verify(vector.Capsule, vector.Patient), decoded));
        }
    }

    [Fact]
    public void Blinded_delegation_leads_to_the_rekey()
    {
        foreach (var vector in L19Vector.All())
        {
            var steps = vector.Item.GetProperty("blinding");
            using var beta = Curve.Scalar(steps.Hex("beta"));
            using var toPatient = vector.Doctor.Multiply(beta);
            Assert.Equal(steps.Hex("doctorToPatient"), toPatient.ToBytes());
            using var toProxy = BlindedDelegation.PatientStep(toPatient, vector.Patient);
            Assert.Equal(steps.Hex("patientToProxy"), toProxy.ToBytes());
            Assert.True(BlindedDelegation.TryProxyStep(toProxy, beta, vector.PatientKey, vector.Doctor.PublicKey(), out var rekey));
            Assert.Equal(vector.Item.Hex("rekey"), rekey.ToBytes());
        }
    }

    [Fact]
    public void Malleated_capsule_passes_the_papers_check_and_not_ours()
    {
        foreach (var vector in L19Vector.All())
        {
            var malleated = L19Vector.Decode(vector.Item.GetProperty("malleated").Hex("capsule"));
            Assert.True(PaperVerification.SingleEquation(vector.PatientKey, malleated, vector.Context));
            Assert.False(L19Verifier.TryVerify(vector.PatientKey, malleated, vector.Context, out _));
            Assert.True(PaperVerification.SingleEquation(vector.PatientKey, vector.Capsule, vector.Context));
        }
    }

    [Fact]
    public void Cancelling_pair_passes_one_exponent_per_capsule_and_not_ours()
    {
        foreach (var vector in L19Vector.All())
        {
            L19Capsule[] pair = [.. vector.Item.GetProperty("cancelling").HexList("capsules").Select(L19Vector.Decode)];
            Assert.True(PaperVerification.OneExponentPerCapsule(vector.PatientKey, pair, vector.Context));
            Assert.All(pair, capsule => Assert.False(L19Verifier.TryVerify(vector.PatientKey, capsule, vector.Context, out _)));
            var batch = new L19Batch(3);
            batch.Add(vector.PatientKey, pair[0], vector.Context);
            batch.Add(vector.PatientKey, vector.Capsule, vector.Context);
            batch.Add(vector.PatientKey, pair[1], vector.Context);
            Assert.Equal([false, true, false], batch.Verify(Bytes32.Zero));
        }
    }
}
