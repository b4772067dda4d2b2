using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Native;

/// <summary>
/// The calls of libsecp256k1 that are needed, over encoded bytes: points are 33 bytes (SEC 1 compressed), scalars 32
/// bytes big-endian. Secret scalars meet points only in <see cref="MultiplySecret"/> and <see cref="MultiplyBase"/>,
/// which run in constant time (crypto.md §1).
/// </summary>
internal static unsafe partial class Secp256k1
{
    public const int PointBytes = 33;
    public const int ScalarBytes = 32;
    public const int KeypairBytes = 96;

    private const string Library = "libsecp256k1.so.1";
    private const int ParsedPointBytes = 64;
    private const uint Compressed = 258;

    private static readonly Lazy<SafeHandle> SharedContext = new(ContextHandle.Create);

    private static nint Context => SharedContext.Value.DangerousGetHandle(); // lives as long as the process

    /// <summary>True when the scalar is neither zero nor ≥ the group's order.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> scalar)
    {
        fixed (byte* s = scalar)
        {
            return ec_seckey_verify(Context, s) == 1;
        }
    }

    /// <summary>scalar += addend mod n, constant time; false when the sum is zero or an input is out of range.</summary>
    public static bool TryAdd(Span<byte> scalar, ReadOnlySpan<byte> addend)
    {
        fixed (byte* s = scalar)
        fixed (byte* t = addend)
        {
            return ec_seckey_tweak_add(Context, s, t) == 1;
        }
    }

    /// <summary>scalar *= factor mod n, constant time; false when an input is zero or out of range.</summary>
    public static bool TryMultiply(Span<byte> scalar, ReadOnlySpan<byte> factor)
    {
        fixed (byte* s = scalar)
        fixed (byte* t = factor)
        {
            return ec_seckey_tweak_mul(Context, s, t) == 1;
        }
    }

    /// <summary>scalar = -scalar mod n, constant time; false when it is zero or out of range.</summary>
    public static bool TryNegate(Span<byte> scalar)
    {
        fixed (byte* s = scalar)
        {
            return ec_seckey_negate(Context, s) == 1;
        }
    }

    /// <summary>True when the bytes are one compressed point of the curve.</summary>
    public static bool IsPoint(ReadOnlySpan<byte> point)
    {
        var parsed = stackalloc byte[ParsedPointBytes];
        return TryParse(point, parsed);
    }

    /// <summary>G^secret, constant time; false when the scalar is zero or out of range.</summary>
    public static bool MultiplyBase(ReadOnlySpan<byte> secret, Span<byte> point)
    {
        var parsed = stackalloc byte[ParsedPointBytes];
        fixed (byte* s = secret)
        {
            if (ec_pubkey_create(Context, parsed, s) != 1)
            {
                return false;
            }
        }

        Serialize(parsed, point);
        return true;
    }

    /// <summary>point^secret, constant time, by ECDH with a hash that returns the whole point.</summary>
    public static bool MultiplySecret(ReadOnlySpan<byte> point, ReadOnlySpan<byte> secret, Span<byte> product)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(product.Length, PointBytes);
        var parsed = stackalloc byte[ParsedPointBytes];
        if (!TryParse(point, parsed))
        {
            return false;
        }

        fixed (byte* s = secret)
        fixed (byte* o = product)
        {
            return ecdh(Context, o, parsed, s, &WholePoint, null) == 1;
        }
    }

    /// <summary>point^scalar in variable time: public scalars only.</summary>
    public static bool MultiplyPublic(ReadOnlySpan<byte> point, ReadOnlySpan<byte> scalar, Span<byte> product)
    {
        var parsed = stackalloc byte[ParsedPointBytes];
        if (!TryParse(point, parsed))
        {
            return false;
        }

        fixed (byte* s = scalar)
        {
            if (ec_pubkey_tweak_mul(Context, parsed, s) != 1)
            {
                return false;
            }
        }

        Serialize(parsed, product);
        return true;
    }

    /// <summary>left·right; false when the product is the identity.</summary>
    public static bool TryCombine(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> product)
    {
        var first = stackalloc byte[ParsedPointBytes];
        var second = stackalloc byte[ParsedPointBytes];
        var combined = stackalloc byte[ParsedPointBytes];
        var inputs = stackalloc byte*[2];
        inputs[0] = first;
        inputs[1] = second;
        if (!TryParse(left, first) || !TryParse(right, second) || ec_pubkey_combine(Context, combined, inputs, 2) != 1)
        {
            return false;
        }

        Serialize(combined, product);
        return true;
    }

    /// <summary>Makes the signing pair of a secret and its x-only public key; false when the scalar is out of range.</summary>
    public static bool TryKeypair(ReadOnlySpan<byte> secret, Span<byte> keypair, Span<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keypair.Length, KeypairBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(publicKey.Length, Bytes32.Size);
        var parsed = stackalloc byte[ParsedPointBytes];
        fixed (byte* s = secret)
        fixed (byte* k = keypair)
        fixed (byte* p = publicKey)
        {
            return keypair_create(Context, k, s) == 1
                && keypair_xonly_pub(Context, parsed, null, k) == 1
                && xonly_pubkey_serialize(Context, p, parsed) == 1;
        }
    }

    /// <summary>BIP-340 signature of a 32-byte message with 32 bytes of auxiliary randomness.</summary>
    public static void Sign(ReadOnlySpan<byte> keypair, ReadOnlySpan<byte> message, ReadOnlySpan<byte> auxiliary, Span<byte> signature)
    {
        fixed (byte* k = keypair)
        fixed (byte* m = message)
        fixed (byte* a = auxiliary)
        fixed (byte* s = signature)
        {
            if (schnorrsig_sign32(Context, s, m, k, a) != 1)
            {
                throw new CryptographicException("libsecp256k1 did not sign");
            }
        }
    }

    public static bool IsXOnlyKey(ReadOnlySpan<byte> publicKey)
    {
        var parsed = stackalloc byte[ParsedPointBytes];
        fixed (byte* p = publicKey)
        {
            return xonly_pubkey_parse(Context, parsed, p) == 1;
        }
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var parsed = stackalloc byte[ParsedPointBytes];
        fixed (byte* p = publicKey)
        fixed (byte* m = message)
        fixed (byte* s = signature)
        {
            return xonly_pubkey_parse(Context, parsed, p) == 1
                && schnorrsig_verify(Context, s, m, (nuint)message.Length, parsed) == 1;
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> point, byte* parsed)
    {
        fixed (byte* p = point)
        {
            return point.Length == PointBytes && ec_pubkey_parse(Context, parsed, p, PointBytes) == 1;
        }
    }

    private static void Serialize(byte* parsed, Span<byte> point)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(point.Length, PointBytes);
        nuint length = PointBytes;
        fixed (byte* p = point)
        {
            _ = ec_pubkey_serialize(Context, p, &length, parsed, Compressed); // always 1 for a parsed point
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int WholePoint(byte* output, byte* x, byte* y, void* data)
    {
        output[0] = (byte)(2 | (y[31] & 1));
        Buffer.MemoryCopy(x, output + 1, 32, 32);
        return 1;
    }

    private sealed class ContextHandle() : SafeHandle(nint.Zero, ownsHandle: true)
    {
        private const uint ContextNone = 1;

        public override bool IsInvalid => handle == nint.Zero;

        /// <exception cref="DllNotFoundException">The library, or a module of it, is missing; the message names the fix.</exception>
        public static SafeHandle Create()
        {
            const string fix = "run native/setup, which installs it (Debian package libsecp256k1-1)";
            if (!NativeLibrary.TryLoad(Library, out var library))
            {
                throw new DllNotFoundException($"{Library} is not installed: {fix}");
            }

            // The library reports no version: its soname fixes the calls, but modules are optional at its build.
            foreach (var symbol in (ReadOnlySpan<string>)["secp256k1_schnorrsig_sign32", "secp256k1_keypair_create", "secp256k1_ecdh"])
            {
                if (!NativeLibrary.TryGetExport(library, symbol, out _))
                {
                    throw new DllNotFoundException($"{Library} was built without {symbol}: {fix}");
                }
            }

            var context = new ContextHandle();
            context.SetHandle(context_create(ContextNone));
            var seed = stackalloc byte[32];
            RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
            if (context.IsInvalid || context_randomize(context.handle, seed) != 1)
            {
                throw new CryptographicException("libsecp256k1 gave no context");
            }

            CryptographicOperations.ZeroMemory(new Span<byte>(seed, 32));
            return context;
        }

        protected override bool ReleaseHandle()
        {
            context_destroy(handle);
            return true;
        }
    }

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    private static partial nint context_create(uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_context_destroy")]
    private static partial void context_destroy(nint context);

    [LibraryImport(Library, EntryPoint = "secp256k1_context_randomize")]
    private static partial int context_randomize(nint context, byte* seed32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_seckey_verify")]
    private static partial int ec_seckey_verify(nint context, byte* seckey);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_seckey_tweak_add")]
    private static partial int ec_seckey_tweak_add(nint context, byte* seckey, byte* tweak32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_seckey_tweak_mul")]
    private static partial int ec_seckey_tweak_mul(nint context, byte* seckey, byte* tweak32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_seckey_negate")]
    private static partial int ec_seckey_negate(nint context, byte* seckey);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    private static partial int ec_pubkey_parse(nint context, byte* pubkey, byte* input, nuint length);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    private static partial int ec_pubkey_serialize(nint context, byte* output, nuint* length, byte* pubkey, uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_create")]
    private static partial int ec_pubkey_create(nint context, byte* pubkey, byte* seckey);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_tweak_mul")]
    private static partial int ec_pubkey_tweak_mul(nint context, byte* pubkey, byte* tweak32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_combine")]
    private static partial int ec_pubkey_combine(nint context, byte* combined, byte** inputs, nuint count);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdh")]
    private static partial int ecdh(
        nint context, byte* output, byte* pubkey, byte* seckey, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void*, int> hash, void* data);

    [LibraryImport(Library, EntryPoint = "secp256k1_keypair_create")]
    private static partial int keypair_create(nint context, byte* keypair, byte* seckey);

    [LibraryImport(Library, EntryPoint = "secp256k1_keypair_xonly_pub")]
    private static partial int keypair_xonly_pub(nint context, byte* pubkey, int* parity, byte* keypair);

    [LibraryImport(Library, EntryPoint = "secp256k1_xonly_pubkey_parse")]
    private static partial int xonly_pubkey_parse(nint context, byte* pubkey, byte* input32);

    [LibraryImport(Library, EntryPoint = "secp256k1_xonly_pubkey_serialize")]
    private static partial int xonly_pubkey_serialize(nint context, byte* output32, byte* pubkey);

    [LibraryImport(Library, EntryPoint = "secp256k1_schnorrsig_sign32")]
    private static partial int schnorrsig_sign32(nint context, byte* signature, byte* message32, byte* keypair, byte* auxiliary32);

    [LibraryImport(Library, EntryPoint = "secp256k1_schnorrsig_verify")]
    private static partial int schnorrsig_verify(nint context, byte* signature, byte* message, nuint length, byte* pubkey);
}
