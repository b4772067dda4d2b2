using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Bench;

/// <summary>
/// The prices of libblst's calls on this machine, which the schemes are held against (crypto.md §1). A power of a fixed
/// base is priced as the 32 additions of an 8-bit table, a power in GT as the four-dimensional Frobenius split: 64
/// squarings, 71 multiplications, 3 Frobenius maps.
/// </summary>
internal sealed class BlstPrices
{
    private const int TableAdditions = 32;
    private readonly Timing power1, power1Short, power2, add1, add2, bytes1, bytes2, hash1, hash2;
    private readonly Timing miller, finalExponentiation, square, multiply, frobenius, invert;
    private readonly Dictionary<int, Timing> millerProducts = [];
    private readonly Dictionary<int, Timing> shortSums = [];

    /// <param name="watches">The run all figures belong to.</param>
    /// <param name="products">Numbers of pairs whose joint Miller loop is priced.</param>
    /// <param name="sums">Numbers of points whose sum with 128-bit exponents is priced.</param>
    public unsafe BlstPrices(Stopwatches watches, int[] products, int[] sums)
    {
        using var secret = SecretScalar.Random();
        var scalar = secret.LittleEndian.ToArray();
        var (p, q) = (Transcript.Of("BENCH").ToG1(), Transcript.Of("BENCH").ToG2());
        var (p1, q2) = (P1.FromAffine(p.Point).Double(), P2.FromAffine(q.Point).Double());
        var gt = Pairing.Of(p.Point, q.Point);
        var (text, domain) = (new byte[52], new byte[24]);
        power1 = watches.Add(() => p1.Multiply(scalar));
        power1Short = watches.Add(() => p1.Multiply(scalar, 128));
        power2 = watches.Add(() => q2.Multiply(scalar));
        add1 = watches.Add(() => p1.Add(p.Point));
        add2 = watches.Add(() => q2.Add(q.Point));
        bytes1 = watches.Add(() => p1.ToAffine().Compress(stackalloc byte[G1.Size]));
        bytes2 = watches.Add(() => q2.ToAffine().Compress(stackalloc byte[G2.Size]));
        hash1 = watches.Add(() => P1.HashToCurve(text, domain));
        hash2 = watches.Add(() => P2.HashToCurve(text, domain));
        miller = watches.Add(() => Pairing.MillerLoop(p.Point, q.Point));
        finalExponentiation = watches.Add(() => gt.FinalExponentiation());
        square = watches.Add(() => gt.CyclotomicSquare());
        multiply = watches.Add(() => gt.Multiply(gt));
        frobenius = watches.Add(() => gt.Frobenius(1));
        invert = watches.Add(() => ScalarField.Invert(scalar, stackalloc byte[ScalarField.Size]));
        foreach (var count in products)
        {
            var (ps, qs) = (new P1Affine[count], new P2Affine[count]);
            Array.Fill(ps, p.Point);
            Array.Fill(qs, q.Point);
            millerProducts[count] = watches.Add(() => MillerProduct(ps, qs));
        }

        foreach (var count in sums)
        {
            var points = new P1Affine[count];
            Array.Fill(points, p.Point);
            var exponents = RandomNumberGenerator.GetBytes(count * 16);
            shortSums[count] = watches.Add(() => MultiScalar.Sum(points, exponents, 128));
        }
    }

    public double Power1 => power1.Microseconds;

    public double Power1Short => power1Short.Microseconds;

    public double Power2 => power2.Microseconds;

    public double FixedPower1 => TableAdditions * add1.Microseconds;

    public double FixedPower1Short => TableAdditions / 2 * add1.Microseconds;

    public double FixedPower2 => TableAdditions * add2.Microseconds;

    public double Bytes1 => bytes1.Microseconds;

    public double Bytes2 => bytes2.Microseconds;

    public double Add1 => add1.Microseconds;

    public double Add2 => add2.Microseconds;

    public double Hash1 => hash1.Microseconds;

    public double Hash2 => hash2.Microseconds;

    public double Miller => miller.Microseconds;

    public double FinalExponentiation => finalExponentiation.Microseconds;

    public double Pairing1 => Miller + FinalExponentiation;

    public double PowerGt => (64 * square.Microseconds) + (71 * multiply.Microseconds) + (3 * frobenius.Microseconds);

    public double Invert => invert.Microseconds;

    public double MillerLoops(int pairs) => millerProducts[pairs].Microseconds;

    public double ShortSum(int points) => shortSums[points].Microseconds;

    /// <summary>The prices themselves, as rows that stand alone.</summary>
    public IEnumerable<BenchRow> Rows() =>
    [
        new("blst G1 power", Power1, "us"),
        new("blst G1 power, 128 bits", Power1Short, "us"),
        new("blst G2 power", Power2, "us"),
        new("blst G1 power of a fixed base (32 additions)", FixedPower1, "us"),
        new("blst G2 power of a fixed base (32 additions)", FixedPower2, "us"),
        new("blst GT power (Frobenius split)", PowerGt, "us"),
        new("blst hash to G2", Hash2, "us"),
        new("blst Miller loop", Miller, "us"),
        new("blst final exponentiation", FinalExponentiation, "us"),
    ];

    private static unsafe void MillerProduct(P1Affine[] ps, P2Affine[] qs)
    {
        Fp12 result;
        fixed (P1Affine* first = ps)
        fixed (P2Affine* second = qs)
        {
            var firsts = stackalloc P1Affine*[2] { first, null };
            var seconds = stackalloc P2Affine*[2] { second, null };
            Blst.MillerLoopN(&result, seconds, firsts, (nuint)ps.Length);
        }
    }
}
