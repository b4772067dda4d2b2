using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

/// <summary>Decompression without the subgroup check: the mistake our decoder must not make.</summary>
internal static unsafe class OnCurve
{
    public static bool G1(byte[] bytes)
    {
        P1Affine point;
        fixed (byte* from = bytes)
        {
            return Blst.P1Uncompress(&point, from) == Blst.Success;
        }
    }

    public static bool G2(byte[] bytes)
    {
        P2Affine point;
        fixed (byte* from = bytes)
        {
            return Blst.P2Uncompress(&point, from) == Blst.Success;
        }
    }
}
