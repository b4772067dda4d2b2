using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HospitalChain.Crypto.Native;

/// <summary>
/// Says whether libblst can be loaded and is laid out as this build expects. Programs call <see cref="Check"/> first
/// thing, so that a missing library is one readable sentence and not a failure in the middle of a flow.
/// </summary>
public static class BlstLibrary
{
    private static readonly string[] NeededExports =
        ["blst_miller_loop_n", "blst_miller_loop_lines", "blst_p1s_mult_wbits", "blst_hash_to_g2", "blst_bendian_from_fp12"];

    /// <exception cref="NativeLibraryException">libblst is absent, too old, or laid out otherwise.</exception>
    public static void Check() => Check(Blst.Name);

    internal static void Check(string name)
    {
        if (!NativeLibrary.TryLoad(name, typeof(BlstLibrary).Assembly, searchPath: null, out var handle))
        {
            throw new NativeLibraryException(
                $"libblst.so is not in {AppContext.BaseDirectory}. Run native/setup in the source tree, then build again.");
        }

        foreach (var export in NeededExports)
        {
            if (!NativeLibrary.TryGetExport(handle, export, out _))
            {
                throw new NativeLibraryException($"libblst.so has no {export}: it is another version. Run native/setup, then build again.");
            }
        }

        CheckSize("blst_p1", Blst.P1SizeOf(), Unsafe.SizeOf<P1>());
        CheckSize("blst_p1_affine", Blst.P1AffineSizeOf(), Unsafe.SizeOf<P1Affine>());
        CheckSize("blst_p2", Blst.P2SizeOf(), Unsafe.SizeOf<P2>());
        CheckSize("blst_p2_affine", Blst.P2AffineSizeOf(), Unsafe.SizeOf<P2Affine>());
        CheckSize("blst_fp12", Blst.Fp12SizeOf(), Unsafe.SizeOf<Fp12>());
    }

    private static void CheckSize(string type, nuint actual, int expected)
    {
        if (actual != (nuint)expected)
        {
            throw new NativeLibraryException(
                $"libblst.so has a {type} of {actual} bytes, expected {expected}: it is another version. Run native/setup, then build again.");
        }
    }
}
