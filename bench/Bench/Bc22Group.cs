using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Bench;

/// <summary>
/// Suite BC22, each operation beside the sum of the libblst and libsecp256k1 calls it needs. What depends on the team's
/// size n is measured for several; capsules do not.
/// </summary>
internal static class Bc22Group
{
    private const int BatchTeam = 3;
    private const int Batch = 10;
    private static readonly int[] Sizes = [1, 3, 8, 16];
    private static readonly Bytes32 Seed = Transcript.Of("BENCH").Hash32();

    public static IReadOnlyList<BenchRow> Measure()
    {
        using var doctors = new BenchTeam(Sizes.Max());
        var watches = new Stopwatches();
        var blst = new BlstPrices(watches, [2, .. Sizes.Select(n => n + 1), .. Sizes.Select(n => n + 2)], []);
        var secp = new SecpPrices(watches);
        Func<IEnumerable<BenchRow>>[] parts =
        [
            .. Sizes.Select(n => Signatures(watches, blst, doctors, n)),
            Batches(watches, doctors),
            .. Sizes.Select(n => GroupKeys(watches, secp, n)),
            Capsules(watches, blst, secp),
        ];
        watches.Run();
        return [.. blst.Rows(), .. secp.Rows(), .. parts.SelectMany(part => part())];
    }

    /// <summary>The last doctor's step, who verifies the signature of those before, and the verification of all.</summary>
    private static Func<IEnumerable<BenchRow>> Signatures(Stopwatches watches, BlstPrices prices, BenchTeam doctors, int n)
    {
        var whole = doctors.Sign(1, n);
        var before = n == 1 ? null : doctors.Sign(1, n - 1).Signature;
        var (last, earlier) = (doctors.Keys[n - 1], whole.Team.Take(n - 1).ToArray());
        var sign = watches.Add(() => OrderedMultisignature.TrySign(last, whole.Statement, earlier, before, out _));
        var verify = watches.Add(() => whole.Signature.Verify(whole.Statement, whole.Team));
        return () =>
        {
            var hash = prices.Hash1 + prices.Bytes1;
            var own = hash + prices.FixedPower1 + (2 * prices.Power1) + (3 * prices.Bytes1);
            var others = n == 1 ? 0 : Verification(prices, n - 1) + prices.Power1 + (3 * (n - 1) * prices.Add1);
            return
            [
                Row($"bc22 sign, doctor {n} of {n}", sign, own + others, n == 1
                    ? "hash to G1 + fixed G1 + 2 G1 + 3 points to bytes"
                    : $"verification of {n - 1} + hash to G1 + fixed G1 + 3 G1 + {3 * (n - 1)} additions + 3 points to bytes"),
                Row($"bc22 verify {n} signers", verify, Verification(prices, n), $"{n} hashes to G1 + {n + 2} Miller loops + final + {3 * n} additions in G2"),
            ];
        };
    }

    private static double Verification(BlstPrices prices, int n) =>
        (n * (prices.Hash1 + prices.Bytes1)) + prices.MillerLoops(n + 2) + prices.FinalExponentiation + (3 * n * prices.Add2);

    private static Func<IEnumerable<BenchRow>> Batches(Stopwatches watches, BenchTeam doctors)
    {
        TeamClaim[] one = [.. Enumerable.Range(0, Batch).Select(record => doctors.Sign((ulong)record, BatchTeam))];
        var teams = Enumerable.Range(0, Batch).Select(_ => new BenchTeam(BatchTeam)).ToArray();
        TeamClaim[] ten = [.. teams.Select(team => team.Sign(1, BatchTeam))];
        var alone = watches.Add(() => one[0].Signature.Verify(one[0].Statement, one[0].Team));
        var ofOne = watches.Add(() => TeamVerifier.VerifyBatch(one, Seed), Batch);
        var ofTen = watches.Add(() => TeamVerifier.VerifyBatch(ten, Seed), Batch);
        return () =>
        {
            foreach (var team in teams)
            {
                team.Dispose();
            }

            return
            [
                new($"bc22 verify {BatchTeam} signers, batch of 10 of one team, each", ofOne.Microseconds, "us", alone.Microseconds, "one verified alone") { AtMost = 0.7 },
                new($"bc22 verify {BatchTeam} signers, batch of 10 of ten teams, each", ofTen.Microseconds, "us", alone.Microseconds, "one verified alone") { AtMost = 0.8 },
            ];
        };
    }

    private static Func<IEnumerable<BenchRow>> GroupKeys(Stopwatches watches, SecpPrices prices, int n)
    {
        var exchange = new BenchExchange(n);
        var doctor = watches.Add(exchange.RunDoctor);
        var hospital = watches.Add(exchange.RunHospital, n);
        return () =>
        {
            var signed = prices.Decode + prices.Verify;
            return
            [
                Row($"bc22 group key, doctor of {n}", doctor,
                    prices.PowerBase + prices.Sign + ((n + 1) * signed) + prices.PowerSecret, $"power of G + sign + verify {n + 1} signed points + secret power"),
                Row($"bc22 group key, hospital for each of {n}", hospital,
                    signed + (2 * prices.PowerSecret) + ((prices.PowerBase + prices.Sign + ((n - 1) * prices.Combine)) / n), $"verify a signed point + 2 secret powers + (power of G + sign + {n - 1} sums)/{n}"),
            ];
        };
    }

    private static Func<IEnumerable<BenchRow>> Capsules(Stopwatches watches, BlstPrices blst, SecpPrices secp)
    {
        var (visit, rekey) = (SecretScalar.Random(), SecretScalar.Random());
        var (alpha, key, context) = (new byte[Evidence.AlphaSize], new byte[Bc22Encryption.KeySize], new byte[Bytes32.Size]);
        var publicKey = visit.PublicKey();
        var capsule = Bc22Encryption.Encrypt(publicKey, alpha, key, context);
        var verified = Bc22Verifier.TryVerify(publicKey, capsule, context, out var honest) ? honest : throw new InvalidOperationException("an honest capsule was refused");
        var encrypt = watches.Add(() => Bc22Encryption.Encrypt(publicKey, alpha, key, context));
        var reencrypt = watches.Add(() => Bc22Reencryption.Reencrypt(verified, rekey));
        var open = watches.Add(() => Bc22Encryption.TryDecrypt(visit, verified, key));
        return () =>
        {
            visit.Dispose();
            rekey.Dispose();
            var powers = blst.Power1 + blst.FixedPower1 + blst.Power2 + blst.FixedPower2;
            var hashes = 3 * blst.Hash2;
            var points = (2 * blst.Bytes1) + (4 * blst.Bytes2);
            return
            [
                Row("bc22 capsule", encrypt, powers + hashes + (2 * blst.Pairing1) + points + secp.Keypair + secp.Sign, "G1 + fixed G1 + G2 + fixed G2 + 3 hashes to G2 + 2 pairings + 6 points to bytes + one-time key and signature"),
                Row("bc22 re-encrypt", reencrypt, blst.Power1 + blst.Bytes1, "G1 + point to bytes"),
                Row("bc22 open", open, blst.FixedPower1 + blst.Invert + blst.Power1 + blst.Hash2 + blst.Pairing1 + (2 * blst.Bytes1) + blst.Bytes2, "fixed G1 + inversion + G1 + hash to G2 + pairing + 3 points to bytes"),
            ];
        };
    }

    private static BenchRow Row(string name, Timing timing, double reference, string meaning) =>
        new(name, timing.Microseconds, "us", reference, meaning) { AtMost = 1.25 };
}
