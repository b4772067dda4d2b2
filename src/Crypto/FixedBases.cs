using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>The generators' tables, prepared at first use in about a millisecond each.</summary>
internal static class FixedBases
{
    /// <summary>Powers of g.</summary>
    public static FixedBaseG1 G1 { get; } = new(P1.Generator.ToAffine());

    /// <summary>Powers of ĝ.</summary>
    public static FixedBaseG2 G2 { get; } = new(P2.Generator.ToAffine());
}
