using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// The two equations of crypto.md §5, Verify: e(PK, C1) = e(C2, ĥ1) and e(u^h·v·d, C1) = e(C5, ĥ1), joined by a random
/// exponent σ into e(PK·(u^h·v·d)^σ, C1) = e(C2·C5^σ, ĥ1). A capsule that fails either passes with probability 2⁻¹²⁸.
/// </summary>
internal static class L19Equations
{
    /// <summary>h = HashToZr("L19-H3"; ctx, C1, C3, C4), public, as libblst reads it.</summary>
    public static void Hash(ReadOnlySpan<byte> context, L19Capsule capsule, Span<byte> little) =>
        Hash(context, capsule.C1, capsule.C3, capsule.C4, little);

    public static void Hash(ReadOnlySpan<byte> context, G2 c1, ReadOnlySpan<byte> c3, ReadOnlySpan<byte> c4, Span<byte> little) =>
        Transcript.Of(Labels.L19H3).Add(context).Add(c1.Encoded).Add(c3).Add(c4).ToPublicZr(little);

    /// <summary>(u^h·v·d)^σ for public h (32 bytes) and σ (16 bytes).</summary>
    public static P1 CheckBase(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> sigma)
    {
        Span<byte> product = stackalloc byte[ScalarField.Size];
        product.Clear();
        sigma.CopyTo(product);
        ScalarField.TryMultiply(hash, product, product);
        return L19Parameters.UPublic.MultiplyPublic(product).Add(L19Parameters.VDPublic.MultiplyPublic(sigma));
    }

    /// <summary>Verifies one capsule alone.</summary>
    public static bool Hold(G1 publicKey, L19Capsule capsule, ReadOnlySpan<byte> hash)
    {
        Span<byte> sigma = stackalloc byte[BatchExponents.Size];
        BatchExponents.Fill(sigma);
        var left = CheckBase(hash, sigma).Add(publicKey.Point).ToAffine();
        var right = capsule.C5.Point.Multiply(sigma, BatchExponents.Bits).Add(capsule.C2.Point).Negate().ToAffine();
        return Pairing.ProductIsOne([left, right], [capsule.C1.Point, L19Parameters.H1Point]);
    }
}
