using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>The generators' tables, prepared at first use in about a millisecond each.</summary>
internal static class FixedBases
{
    /// <summary>Powers of g.</summary>
    public static FixedBasePowers<P1, P1Affine> G1 { get; } = new(P1.Generator.ToAffine());

    /// <summary>Powers of ĝ.</summary>
    public static FixedBasePowers<P2, P2Affine> G2 { get; } = new(P2.Generator.ToAffine());
}
