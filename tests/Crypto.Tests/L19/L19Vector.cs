using System.Text.Json;
using HospitalChain.Crypto.L19;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.L19;

/// <summary>One case of l19.json, decoded.</summary>
internal sealed class L19Vector(JsonElement item)
{
    public JsonElement Item { get; } = item;

    public SecretScalar Patient { get; } = Curve.Scalar(item.Hex("patientSecret"));

    public SecretScalar Doctor { get; } = Curve.Scalar(item.Hex("doctorSecret"));

    public SecretScalar Hospital { get; } = Curve.Scalar(item.Hex("hospitalSecret"));

    public SecretScalar Symptom { get; } = Curve.Scalar(item.Hex("symptom"));

    public SecretScalar Rekey { get; } = Curve.Scalar(item.Hex("rekey"));

    public byte[] Context { get; } = item.Hex("context");

    public byte[] Message { get; } = item.Hex("message");

    public G1 PatientKey => Patient.PublicKey();

    public L19Capsule Capsule => Decode(Item.Hex("capsule"));

    public L19Capsule Reencrypted => Decode(Item.Hex("reencrypted"));

    public static IEnumerable<L19Vector> All() => VectorFile.Cases("l19.json").Select(item => new L19Vector(item));

    public static L19Capsule Decode(byte[] bytes)
    {
        Assert.True(L19Capsule.TryDecode(bytes, out var capsule));
        Assert.Equal(bytes, capsule.Encoded.ToArray());
        return capsule;
    }

    public VerifiedL19Capsule Verify(L19Capsule capsule, SecretScalar under)
    {
        Assert.True(L19Verifier.TryVerify(under.PublicKey(), capsule, Context, out var verified));
        return verified;
    }
}
