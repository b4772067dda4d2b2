using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Bench;

/// <summary>The prices of libsecp256k1's calls on this machine, from and to encoded bytes as the schemes make them.</summary>
internal sealed class SecpPrices
{
    private readonly Timing powerBase, powerSecret, powerPublic, combine, decode, keypair, sign, verify;

    /// <param name="watches">The run all figures belong to.</param>
    public SecpPrices(Stopwatches watches)
    {
        using var exponent = SecretExponent.Random();
        var secret = exponent.Bytes.ToArray();
        var (point, product, message) = (exponent.PublicPoint().Encoded.ToArray(), new byte[Secp256k1.PointBytes], new byte[Bytes32.Size]);
        var (pair, publicKey, auxiliary, signature) = (new byte[Secp256k1.KeypairBytes], new byte[Bytes32.Size], RandomNumberGenerator.GetBytes(32), new byte[Signature64.Size]);
        var other = SecpPoint.Generator.Encoded.ToArray();
        powerBase = watches.Add(() => Secp256k1.MultiplyBase(secret, product));
        powerSecret = watches.Add(() => Secp256k1.MultiplySecret(point, secret, product));
        powerPublic = watches.Add(() => Secp256k1.MultiplyPublic(point, secret, product));
        combine = watches.Add(() => Secp256k1.TryCombine(point, other, product));
        decode = watches.Add(() => Secp256k1.IsPoint(point));
        keypair = watches.Add(() => Secp256k1.TryKeypair(secret, pair, publicKey));
        sign = watches.Add(() => Secp256k1.Sign(pair, message, auxiliary, signature));
        Secp256k1.TryKeypair(secret, pair, publicKey);
        var (key, signed) = (publicKey.ToArray(), new byte[Signature64.Size]);
        Secp256k1.Sign(pair, message, auxiliary, signed);
        verify = watches.Add(() => Secp256k1.Verify(key, message, signed));
    }

    public double PowerBase => powerBase.Microseconds;

    public double PowerSecret => powerSecret.Microseconds;

    public double PowerPublic => powerPublic.Microseconds;

    public double Combine => combine.Microseconds;

    public double Decode => decode.Microseconds;

    public double Keypair => keypair.Microseconds;

    public double Sign => sign.Microseconds;

    public double Verify => verify.Microseconds;

    /// <summary>The prices themselves, as rows that stand alone.</summary>
    public IEnumerable<BenchRow> Rows() =>
    [
        new("secp256k1 power of G", PowerBase, "us"),
        new("secp256k1 power, secret", PowerSecret, "us"),
        new("secp256k1 power, public", PowerPublic, "us"),
        new("secp256k1 sum of two points", Combine, "us"),
        new("secp256k1 sign", Sign, "us"),
        new("secp256k1 verify a signature", Verify, "us"),
    ];
}
