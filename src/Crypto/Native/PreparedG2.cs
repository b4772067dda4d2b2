namespace HospitalChain.Crypto.Native;

/// <summary>The line functions of a fixed point of G2, which spare a Miller loop the arithmetic in G2.</summary>
internal sealed unsafe class PreparedG2
{
    private const int LineCount = 68;
    private const int LimbsPerLine = 36;
    private readonly ulong[] lines = GC.AllocateUninitializedArray<ulong>(LineCount * LimbsPerLine);

    public PreparedG2(in P2Affine q)
    {
        fixed (ulong* to = lines)
        fixed (P2Affine* from = &q)
        {
            Blst.PrecomputeLines(to, from);
        }
    }

    /// <param name="p">Not the identity.</param>
    public Fp12 MillerLoop(in P1Affine p)
    {
        Fp12 result;
        fixed (ulong* from = lines)
        fixed (P1Affine* first = &p)
        {
            Blst.MillerLoopLines(&result, from, first);
        }

        return result;
    }
}
