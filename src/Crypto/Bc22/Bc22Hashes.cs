using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>The hashes of the BC22 capsule (crypto.md §6) and its fixed base ḡ with a table.</summary>
internal static class Bc22Hashes
{
    /// <summary>ḡ = HashToG2("BC22-GBAR").</summary>
    public static G2 GBar { get; } = Transcript.Of(Labels.Bc22GBar).ToG2();

    /// <summary>Powers of ḡ with secret exponents.</summary>
    public static FixedBasePowers<P2, P2Affine> GBarPowers { get; } = new(GBar.Point);

    /// <summary>HashToG2("BC22-H0"; α), which only those who know the visit's evidence can compute.</summary>
    public static G2 OfEvidence(ReadOnlySpan<byte> alpha) => Transcript.Of(Labels.Bc22H0).Add(alpha).ToG2();

    /// <summary>HashToG2("BC22-H1"; A), which masks the key.</summary>
    public static G2 ForMask(Bytes32 a) => Transcript.Of(Labels.Bc22H1).Add(a).ToG2();

    /// <summary>HashToG2("BC22-H2"; A), which ties B to A.</summary>
    public static P2 ForCheck(Bytes32 a) => Transcript.Of(Labels.Bc22H2).Add(a).ToP2();

    /// <summary>Gt = Kdf("BC22-H3", 32; value).</summary>
    public static Bytes32 Tag(in Fp12 value) => Transcript.Of(Labels.Bc22H3).Add(value).Hash32();

    /// <summary>Kdf("BC22-OTS", 32; ctx, C, D, E, Gt), what the one-time key signs.</summary>
    public static Bytes32 Signed(ReadOnlySpan<byte> context, Bytes32 c, G2 d, G2 e, Bytes32 tag) =>
        Transcript.Of(Labels.Bc22OneTimeSignature).Add(context).Add(c).Add(d.Encoded).Add(e.Encoded).Add(tag).Hash32();

    /// <summary>key ⊕ Kdf("BC22-MASK", 32; shared, ctx); its own inverse.</summary>
    public static void Mask(in Fp12 shared, ReadOnlySpan<byte> context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> mask = stackalloc byte[Bytes32.Size];
        Transcript.Of(Labels.Bc22Mask).Add(shared).Add(context).Expand(mask);
        for (var i = 0; i < mask.Length; i++)
        {
            output[i] = (byte)(input[i] ^ mask[i]);
        }

        System.Security.Cryptography.CryptographicOperations.ZeroMemory(mask);
    }
}
