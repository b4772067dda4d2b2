using System.Security.Cryptography;
using HospitalChain.Crypto.L19;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.L19;

/// <summary>The verifications that the attacks in the vectors get past: what ours must not be.</summary>
internal static class PaperVerification
{
    /// <summary>Liu et al. 2019: e(C1, PK·u^h·v·d) = e(ĥ1, C2·C5).</summary>
    public static bool SingleEquation(G1 publicKey, L19Capsule capsule, byte[] context)
    {
        var left = CheckBase(capsule, context).Add(publicKey.Point);
        var right = P1.FromAffine(capsule.C2.Point).Add(capsule.C5.Point);
        return Pairing.ProductIsOne([left.ToAffine(), right.Negate().ToAffine()], [capsule.C1.Point, L19Parameters.H1Point]);
    }

    /// <summary>A batch in which only the first equation of each capsule has an exponent of its own.</summary>
    public static bool OneExponentPerCapsule(G1 publicKey, L19Capsule[] capsules, byte[] context)
    {
        var ps = new List<P1Affine>();
        var qs = new List<P2Affine>();
        P1 sum = default;
        foreach (var capsule in capsules)
        {
            var rho = RandomNumberGenerator.GetBytes(16);
            ps.Add(CheckBase(capsule, context).Add(publicKey.Point.Multiply(rho, 128)).ToAffine());
            qs.Add(capsule.C1.Point);
            sum = sum.Add(capsule.C2.Point.Multiply(rho, 128)).Add(capsule.C5.Point);
        }

        return Pairing.ProductIsOne([.. ps, sum.Negate().ToAffine()], [.. qs, L19Parameters.H1Point]);
    }

    /// <summary>u^h·v·d from its definition, without tables.</summary>
    private static P1 CheckBase(L19Capsule capsule, byte[] context)
    {
        using var h = Transcript.Of(Labels.L19H3).Add(context).Add(capsule.C1.Encoded).Add(capsule.C3).Add(capsule.C4).ToZr();
        return P1.FromAffine(Transcript.Of(Labels.L19U).ToG1().Power(h).Point)
            .Add(Transcript.Of(Labels.L19V).ToG1().Point)
            .Add(Transcript.Of(Labels.L19D).ToG1().Point);
    }
}
