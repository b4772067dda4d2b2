using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// The public parameters of suite L19 (crypto.md §5) with their tables and pairings, prepared once per process:
/// about 2 MB and 20 ms.
/// </summary>
public static class L19Parameters
{
    private static readonly G2 H1 = Transcript.Of(Labels.L19H1Generator).ToG2();
    private static readonly G2 H2 = Transcript.Of(Labels.L19H2Generator).ToG2();
    private static readonly G1 U = Transcript.Of(Labels.L19U).ToG1();
    private static readonly P1Affine VD = P1.FromAffine(Transcript.Of(Labels.L19V).ToG1().Point).Add(Transcript.Of(Labels.L19D).ToG1().Point).ToAffine();

    /// <summary>ĥ1.</summary>
    internal static ref readonly P2Affine H1Point => ref H1.Point;

    /// <summary>Powers of ĥ1 with secret exponents.</summary>
    internal static FixedBasePowers<P2, P2Affine> H1Powers { get; } = new(H1.Point);

    /// <summary>Powers of ĥ2 with secret exponents.</summary>
    internal static FixedBasePowers<P2, P2Affine> H2Powers { get; } = new(H2.Point);

    /// <summary>Powers of u and of v·d with secret exponents.</summary>
    internal static FixedBasePowers<P1, P1Affine> UPowers { get; } = new(U.Point);

    internal static FixedBasePowers<P1, P1Affine> VDPowers { get; } = new(VD);

    /// <summary>Powers of u and of v·d with public exponents.</summary>
    internal static PublicBaseG1 UPublic { get; } = new(U.Point);

    internal static PublicBaseG1 VDPublic { get; } = new(VD);

    /// <summary>Powers of e(g, ĝ).</summary>
    internal static FixedBaseGt GeneratorPairing { get; } = new(Pairing.Of(G1.Generator.Point, G2.Generator.Point));

    /// <summary>Powers of e(g, ĥ2).</summary>
    internal static FixedBaseGt SymptomPairing { get; } = new(Pairing.Of(G1.Generator.Point, H2.Point));

    /// <summary>ĝ with its line functions.</summary>
    internal static PreparedG2 PreparedGenerator { get; } = new(G2.Generator.Point);

    /// <summary>Prepares everything now, so that a person's first operation need not wait for it.</summary>
    public static void Prepare() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(L19Parameters).TypeHandle);
}
