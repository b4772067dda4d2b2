using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// A patient's permission for one hospital to test capsules of one visit for one symptom (crypto.md §5):
/// U1 (G1, 48) ‖ U2 (G2, 96). That hospital learns the symptom, since e(PK_j, U) = e(g, ĥ2)^t can be tried for every
/// code: tell the patient before making one.
/// </summary>
public sealed class L19Trapdoor
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = G1.Size + G2.Size;

    private readonly G1 u1;
    private readonly G2 u2;
    private readonly byte[] encoded;

    private L19Trapdoor(G1 u1, G2 u2)
    {
        (this.u1, this.u2) = (u1, u2);
        encoded = [.. u1.Encoded, .. u2.Encoded];
    }

    /// <summary>The 144 bytes of this trapdoor.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>Reads 144 bytes; false for another length or when a point does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out L19Trapdoor? trapdoor)
    {
        trapdoor = null;
        if (bytes.Length != Size || !G1.TryDecode(bytes[..G1.Size], out var u1) || !G2.TryDecode(bytes[G1.Size..], out var u2))
        {
            return false;
        }

        trapdoor = new L19Trapdoor(u1, u2);
        return true;
    }

    /// <summary>U1 = g^{r'}, U2 = ĥ2^{t/x_j}·HashToG2("L19-H1"; PK_i^{r'}).</summary>
    public static L19Trapdoor Make(SecretScalar visitKey, SecretScalar symptom, G1 hospitalKey)
    {
        using var r = SecretScalar.Random();
        return Make(visitKey, symptom, hospitalKey, r);
    }

    internal static L19Trapdoor Make(SecretScalar visitKey, SecretScalar symptom, G1 hospitalKey, SecretScalar r)
    {
        using var inverse = visitKey.Invert();
        using var exponent = symptom.Multiply(inverse);
        var blinding = Blinding(hospitalKey.Power(r));
        return new L19Trapdoor(r.PublicKey(), new G2(L19Parameters.H2Powers.Multiply(exponent.LittleEndian).Add(blinding)));
    }

    /// <summary>Whether the capsule was encrypted for the trapdoor's symptom and visit; by the hospital it is for.</summary>
    public static bool Test(SecretScalar hospitalSecret, VerifiedL19Capsule capsule, L19Trapdoor trapdoor)
    {
        var blinding = Blinding(trapdoor.u1.Power(hospitalSecret));
        var u = blinding.Negate().Add(trapdoor.u2.Point).ToAffine();
        Span<byte> expected = stackalloc byte[Bytes32.Size];
        Transcript.Of(Labels.L19H2).Add(Pairing.Of(capsule.Capsule.C2.Point, u)).Expand(expected);
        return CryptographicOperations.FixedTimeEquals(expected, capsule.Capsule.C3);
    }

    private static P2 Blinding(G1 shared) => Transcript.Of(Labels.L19H1).Add(shared.Encoded).ToP2();
}
