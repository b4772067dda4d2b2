using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Bench;

/// <summary>Suite P21, each operation beside the sum of the libsecp256k1 calls it needs. Everything comes decoded.</summary>
internal static class P21Group
{
    public static IReadOnlyList<BenchRow> Measure()
    {
        using var keys = new KeyTree(Transcript.Of("BENCH").Expand(KeyTree.SeedSize));
        using var folder = keys.P21Folder(Transcript.Of("BENCH").Expand(Bytes32.Size));
        using var receiving = keys.P21Receiving(0);
        var (key, context) = (new byte[P21Encryption.KeySize], new byte[Bytes32.Size]);
        var publicKey = folder.PublicKey;
        var capsule = P21Encryption.Encrypt(publicKey, key, context);
        var verified = P21Verifier.TryVerify(publicKey, capsule, context, out var honest) ? honest : throw Refused();
        var (rekey, share) = P21Delegation.Make(folder, receiving.PublicKey);
        using var usedRekey = rekey;
        var reencryption = P21Proxy.Reencrypt(verified, rekey, share);
        var received = P21Verifier.TryVerify(verified, share, reencryption, out var proven) ? proven : throw Refused();

        var watches = new Stopwatches();
        var prices = new SecpPrices(watches);
        var encrypt = watches.Add(() => P21Encryption.Encrypt(publicKey, key, context));
        var verify = watches.Add(() => P21Verifier.TryVerify(publicKey, capsule, context, out _));
        var open = watches.Add(() => P21Encryption.TryDecrypt(folder, verified, key));
        var delegation = watches.Add(() => Delegate(folder, receiving.PublicKey));
        var check = watches.Add(() => P21Delegation.IsRekeyOf(rekey, publicKey, share));
        var reencrypt = watches.Add(() => P21Proxy.Reencrypt(verified, rekey, share));
        var prove = watches.Add(() => P21Verifier.TryVerify(verified, share, reencryption, out _));
        var read = watches.Add(() => P21Encryption.TryDecrypt(receiving, received, key));
        watches.Run();

        return
        [
            .. prices.Rows(),
            Row("p21 encrypt", encrypt, (2 * prices.PowerSecret) + prices.PowerBase, "2 secret powers + power of G"),
            Row("p21 verify", verify, (2 * prices.PowerPublic) + prices.Combine, "2 public powers + sum"),
            Row("p21 decrypt, owner", open, 2 * prices.PowerSecret, "2 secret powers"),
            Row("p21 delegate", delegation, prices.PowerSecret + (2 * prices.PowerBase), "secret power + 2 powers of G"),
            Row("p21 check a delegation", check, prices.PowerSecret, "secret power"),
            Row("p21 re-encrypt with proof", reencrypt, 3 * prices.PowerSecret, "3 secret powers"),
            Row("p21 verify a re-encryption", prove, (4 * prices.PowerPublic) + (2 * prices.Combine), "4 public powers + 2 sums"),
            Row("p21 decrypt, delegatee", read, (3 * prices.PowerSecret) + (2 * prices.PowerBase), "3 secret powers + 2 powers of G"),
        ];
    }

    private static void Delegate(P21KeyPair folder, P21PublicKey delegatee)
    {
        var (rekey, _) = P21Delegation.Make(folder, delegatee);
        rekey.Dispose();
    }

    private static BenchRow Row(string name, Timing timing, double reference, string meaning) =>
        new(name, timing.Microseconds, "us", reference, meaning) { AtMost = 1.3 };

    private static InvalidOperationException Refused() => new("an honest capsule was refused");
}
