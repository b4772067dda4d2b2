namespace HospitalChain.Crypto.Native;

/// <summary>β, a cube root of one in the field of BLS12-381, by which the endomorphism multiplies a first coordinate.</summary>
internal static unsafe class FieldBeta
{
    private const int Limbs = 6;

    private static readonly ulong[] Beta =
        FieldElement("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac");

    /// <param name="x">Six limbs, as blst keeps them.</param>
    public static void Multiply(ulong* x)
    {
        fixed (ulong* beta = Beta)
        {
            Blst.FpMultiply(x, x, beta);
        }
    }

    private static ulong[] FieldElement(string hexadecimal)
    {
        var limbs = new ulong[Limbs];
        fixed (ulong* to = limbs)
        fixed (byte* from = Convert.FromHexString(hexadecimal))
        {
            Blst.FpFromBigEndian(to, from);
        }

        return limbs;
    }
}
