using System.Runtime.InteropServices;

namespace HospitalChain.Crypto.Native;

/// <summary>
/// The functions of libblst that are called, as C declares them (blst.h, blst_aux.h). Scalars are little-endian bytes.
/// Nothing here checks its inputs; <see cref="P1"/>, <see cref="P2"/>, <see cref="Fp12"/> and the types above do.
/// </summary>
internal static unsafe partial class Blst
{
    public const string Name = "blst";
    public const int Success = 0;

    // Layout
    [LibraryImport(Name, EntryPoint = "blst_p1_sizeof")]
    public static partial nuint P1SizeOf();

    [LibraryImport(Name, EntryPoint = "blst_p1_affine_sizeof")]
    public static partial nuint P1AffineSizeOf();

    [LibraryImport(Name, EntryPoint = "blst_p2_sizeof")]
    public static partial nuint P2SizeOf();

    [LibraryImport(Name, EntryPoint = "blst_p2_affine_sizeof")]
    public static partial nuint P2AffineSizeOf();

    [LibraryImport(Name, EntryPoint = "blst_fp12_sizeof")]
    public static partial nuint Fp12SizeOf();

    // Scalars modulo r
    [LibraryImport(Name, EntryPoint = "blst_sk_check")]
    public static partial byte ScalarCheck(byte* scalar);

    [LibraryImport(Name, EntryPoint = "blst_sk_mul_n_check")]
    public static partial byte ScalarMultiply(byte* result, byte* a, byte* b);

    [LibraryImport(Name, EntryPoint = "blst_sk_add_n_check")]
    public static partial byte ScalarAdd(byte* result, byte* a, byte* b);

    [LibraryImport(Name, EntryPoint = "blst_sk_inverse")]
    public static partial void ScalarInverse(byte* result, byte* a);

    [LibraryImport(Name, EntryPoint = "blst_scalar_from_be_bytes")]
    public static partial byte ScalarFromBigEndian(byte* result, byte* bytes, nuint length);

    // G1
    [LibraryImport(Name, EntryPoint = "blst_p1_uncompress")]
    public static partial int P1Uncompress(P1Affine* result, byte* bytes);

    [LibraryImport(Name, EntryPoint = "blst_p1_affine_compress")]
    public static partial void P1AffineCompress(byte* result, P1Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p1_affine_in_g1")]
    public static partial byte P1AffineInGroup(P1Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p1_from_affine")]
    public static partial void P1FromAffine(P1* result, P1Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p1_to_affine")]
    public static partial void P1ToAffine(P1Affine* result, P1* point);

    [LibraryImport(Name, EntryPoint = "blst_p1s_to_affine")]
    public static partial void P1sToAffine(P1Affine* result, P1** points, nuint count);

    [LibraryImport(Name, EntryPoint = "blst_p1_add_or_double")]
    public static partial void P1Add(P1* result, P1* a, P1* b);

    [LibraryImport(Name, EntryPoint = "blst_p1_add_or_double_affine")]
    public static partial void P1AddAffine(P1* result, P1* a, P1Affine* b);

    [LibraryImport(Name, EntryPoint = "blst_p1_double")]
    public static partial void P1Double(P1* result, P1* a);

    [LibraryImport(Name, EntryPoint = "blst_p1_cneg")]
    public static partial void P1Negate(P1* point, byte condition);

    [LibraryImport(Name, EntryPoint = "blst_p1_mult")]
    public static partial void P1Multiply(P1* result, P1* point, byte* scalar, nuint bits);

    [LibraryImport(Name, EntryPoint = "blst_p1_generator")]
    public static partial P1* P1Generator();

    [LibraryImport(Name, EntryPoint = "blst_hash_to_g1")]
    public static partial void HashToG1(
        P1* result, byte* message, nuint messageLength, byte* domain, nuint domainLength, byte* augmentation, nuint augmentationLength);

    [LibraryImport(Name, EntryPoint = "blst_p1s_mult_wbits_precompute_sizeof")]
    public static partial nuint P1TableSize(nuint windowBits, nuint count);

    [LibraryImport(Name, EntryPoint = "blst_p1s_mult_wbits_precompute")]
    public static partial void P1TablePrecompute(P1Affine* table, nuint windowBits, P1Affine** points, nuint count);

    [LibraryImport(Name, EntryPoint = "blst_p1s_mult_wbits")]
    public static partial void P1TableMultiply(
        P1* result, P1Affine* table, nuint windowBits, nuint count, byte** scalars, nuint bits, ulong* scratch);

    [LibraryImport(Name, EntryPoint = "blst_p1s_mult_pippenger_scratch_sizeof")]
    public static partial nuint P1PippengerScratchSize(nuint count);

    [LibraryImport(Name, EntryPoint = "blst_p1s_mult_pippenger")]
    public static partial void P1Pippenger(P1* result, P1Affine** points, nuint count, byte** scalars, nuint bits, ulong* scratch);

    // G2
    [LibraryImport(Name, EntryPoint = "blst_p2_uncompress")]
    public static partial int P2Uncompress(P2Affine* result, byte* bytes);

    [LibraryImport(Name, EntryPoint = "blst_p2_affine_compress")]
    public static partial void P2AffineCompress(byte* result, P2Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p2_affine_in_g2")]
    public static partial byte P2AffineInGroup(P2Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p2_from_affine")]
    public static partial void P2FromAffine(P2* result, P2Affine* point);

    [LibraryImport(Name, EntryPoint = "blst_p2_to_affine")]
    public static partial void P2ToAffine(P2Affine* result, P2* point);

    [LibraryImport(Name, EntryPoint = "blst_p2s_to_affine")]
    public static partial void P2sToAffine(P2Affine* result, P2** points, nuint count);

    [LibraryImport(Name, EntryPoint = "blst_p2_add_or_double")]
    public static partial void P2Add(P2* result, P2* a, P2* b);

    [LibraryImport(Name, EntryPoint = "blst_p2_add_or_double_affine")]
    public static partial void P2AddAffine(P2* result, P2* a, P2Affine* b);

    [LibraryImport(Name, EntryPoint = "blst_p2_double")]
    public static partial void P2Double(P2* result, P2* a);

    [LibraryImport(Name, EntryPoint = "blst_p2_cneg")]
    public static partial void P2Negate(P2* point, byte condition);

    [LibraryImport(Name, EntryPoint = "blst_p2_mult")]
    public static partial void P2Multiply(P2* result, P2* point, byte* scalar, nuint bits);

    [LibraryImport(Name, EntryPoint = "blst_p2_generator")]
    public static partial P2* P2Generator();

    [LibraryImport(Name, EntryPoint = "blst_hash_to_g2")]
    public static partial void HashToG2(
        P2* result, byte* message, nuint messageLength, byte* domain, nuint domainLength, byte* augmentation, nuint augmentationLength);

    // Coordinates, for choosing a sign without a branch, and for the endomorphism
    [LibraryImport(Name, EntryPoint = "blst_fp_from_bendian")]
    public static partial void FpFromBigEndian(ulong* result, byte* bytes);

    [LibraryImport(Name, EntryPoint = "blst_fp_mul")]
    public static partial void FpMultiply(ulong* result, ulong* a, ulong* b);

    [LibraryImport(Name, EntryPoint = "blst_fp_cneg")]
    public static partial void FpNegate(ulong* result, ulong* a, byte condition);

    [LibraryImport(Name, EntryPoint = "blst_fp2_cneg")]
    public static partial void Fp2Negate(ulong* result, ulong* a, byte condition);

    // GT and the pairing
    [LibraryImport(Name, EntryPoint = "blst_fp12_one")]
    public static partial Fp12* Fp12One();

    [LibraryImport(Name, EntryPoint = "blst_fp12_mul")]
    public static partial void Fp12Multiply(Fp12* result, Fp12* a, Fp12* b);

    [LibraryImport(Name, EntryPoint = "blst_fp12_cyclotomic_sqr")]
    public static partial void Fp12CyclotomicSquare(Fp12* result, Fp12* a);

    [LibraryImport(Name, EntryPoint = "blst_fp12_conjugate")]
    public static partial void Fp12Conjugate(Fp12* value);

    [LibraryImport(Name, EntryPoint = "blst_fp12_frobenius_map")]
    public static partial void Fp12Frobenius(Fp12* result, Fp12* a, nuint power);

    [LibraryImport(Name, EntryPoint = "blst_fp12_is_equal")]
    public static partial byte Fp12IsEqual(Fp12* a, Fp12* b);

    [LibraryImport(Name, EntryPoint = "blst_bendian_from_fp12")]
    public static partial void Fp12ToBigEndian(byte* result, Fp12* value);

    [LibraryImport(Name, EntryPoint = "blst_fp12_finalverify")]
    public static partial byte Fp12FinalVerify(Fp12* a, Fp12* b);

    [LibraryImport(Name, EntryPoint = "blst_miller_loop")]
    public static partial void MillerLoop(Fp12* result, P2Affine* q, P1Affine* p);

    [LibraryImport(Name, EntryPoint = "blst_miller_loop_n")]
    public static partial void MillerLoopN(Fp12* result, P2Affine** qs, P1Affine** ps, nuint count);

    [LibraryImport(Name, EntryPoint = "blst_precompute_lines")]
    public static partial void PrecomputeLines(ulong* lines, P2Affine* q);

    [LibraryImport(Name, EntryPoint = "blst_miller_loop_lines")]
    public static partial void MillerLoopLines(Fp12* result, ulong* lines, P1Affine* p);

    [LibraryImport(Name, EntryPoint = "blst_final_exp")]
    public static partial void FinalExponentiation(Fp12* result, Fp12* value);
}
