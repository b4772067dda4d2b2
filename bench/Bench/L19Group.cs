using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Bench;

/// <summary>
/// Suite L19, each operation beside the sum of the libblst calls it needs. Capsules come decoded, as they do from a
/// record; decoding has its own row.
/// </summary>
internal static class L19Group
{
    private const int LargeBatch = 100;
    private const int SmallBatch = 10;
    private static readonly Bytes32 Seed = Transcript.Of("BENCH").Hash32();

    public static IReadOnlyList<BenchRow> Measure()
    {
        L19Parameters.Prepare();
        using var scene = new Scene();
        var watches = new Stopwatches();
        var prices = new BlstPrices(watches, [2, SmallBatch + 1, LargeBatch + 1], [2 * SmallBatch, 2 * LargeBatch]);
        var message = new byte[L19Encryption.MessageSize];
        var claim = scene.Claims[0];
        var context = claim.Context.ToArray();
        var capsule = scene.First;
        var bytes = capsule.Capsule.Encoded.ToArray();
        var trapdoor = L19Trapdoor.Make(scene.Patient, scene.Symptom, scene.Hospital.PublicKey());
        var small = scene.Claims[..SmallBatch];

        var decode = watches.Add(() => L19Capsule.TryDecode(bytes, out _));
        var encrypt = watches.Add(() => L19Encryption.Encrypt(claim.PublicKey, scene.Symptom, message, context));
        var verify = watches.Add(() => L19Verifier.TryVerify(claim.PublicKey, claim.Capsule, context, out _));
        var batch10 = watches.Add(() => L19Verifier.VerifyBatch(small, Seed), SmallBatch);
        var batch100 = watches.Add(() => L19Verifier.VerifyBatch(scene.Claims, Seed), LargeBatch);
        var reencrypt = watches.Add(() => L19Reencryption.Reencrypt(capsule, scene.Hospital));
        var make = watches.Add(() => L19Trapdoor.Make(scene.Patient, scene.Symptom, claim.PublicKey));
        var test = watches.Add(() => L19Trapdoor.Test(scene.Hospital, capsule, trapdoor));
        var decrypt = watches.Add(() => L19Encryption.TryDecrypt(scene.Patient, capsule, context, message));
        watches.Run();

        var points = (2 * prices.Bytes1) + prices.Bytes2;
        var single = prices.FixedPower1 + prices.FixedPower1Short + prices.Power1Short + prices.MillerLoops(2) + prices.FinalExponentiation;
        return
        [
            .. prices.Rows(),
            new("l19 decode a capsule", decode.Microseconds, "us"),
            Row("l19 encrypt", encrypt, prices.FixedPower2 + prices.Power1 + (2 * prices.FixedPower1) + (2 * prices.PowerGt) + points, "fixed G2 + G1 + 2 fixed G1 + 2 GT + 3 points to bytes"),
            Row("l19 verify", verify, single, "1.5 fixed G1 + short G1 + 2 Miller loops + final"),
            Row("l19 verify, batch of 10, per capsule", batch10, PerCapsule(prices, SmallBatch), "(11 Miller loops + final + sum of 20)/10 + 1.5 fixed G1 + short G1"),
            Row("l19 verify, batch of 100, per capsule", batch100, PerCapsule(prices, LargeBatch), "(101 Miller loops + final + sum of 200)/100 + 1.5 fixed G1 + short G1"),
            Row("l19 verify, batch of 100 against one alone", batch100, verify.Microseconds, "one capsule verified alone") with { AtMost = 0.5 },
            Row("l19 re-encrypt", reencrypt, prices.Power1 + prices.Bytes1, "G1 + point to bytes"),
            Row("l19 trapdoor", make, prices.FixedPower1 + prices.Power1 + prices.FixedPower2 + prices.Hash2 + prices.Invert + points, "fixed G1 + G1 + fixed G2 + hash to G2 + inversion + 3 points to bytes"),
            Row("l19 test", test, prices.Power1 + prices.Bytes1 + prices.Hash2 + prices.Bytes2 + prices.Pairing1, "G1 + hash to G2 + pairing + 2 points to bytes"),
            Row("l19 decrypt", decrypt, prices.Invert + prices.Power1 + prices.Bytes1 + prices.Pairing1, "inversion + G1 + point to bytes + pairing"),
        ];
    }

    private static double PerCapsule(BlstPrices prices, int count) =>
        prices.FixedPower1 + prices.FixedPower1Short + prices.Power1Short
        + ((prices.MillerLoops(count + 1) + prices.FinalExponentiation + prices.ShortSum(2 * count)) / count);

    private static BenchRow Row(string name, Timing timing, double reference, string meaning) =>
        new(name, timing.Microseconds, "us", reference, meaning) { AtMost = 1.25 };

    /// <summary>A hundred capsules of a hundred visits.</summary>
    private sealed class Scene : IDisposable
    {
        public Scene()
        {
            Claims = new L19Claim[LargeBatch];
            for (var i = 0; i < LargeBatch; i++)
            {
                using var other = SecretScalar.Random();
                var key = i == 0 ? Patient.PublicKey() : other.PublicKey();
                var context = Transcript.Of("BENCH").AddU32((uint)i).Hash32();
                Claims[i] = new L19Claim(key, L19Encryption.Encrypt(key, Symptom, new byte[L19Encryption.MessageSize], context.ToArray()), context);
            }

            First = L19Verifier.VerifyEach(Claims, Seed)[0] ?? throw new InvalidOperationException("an honest capsule was refused");
        }

        public SecretScalar Patient { get; } = SecretScalar.Random();

        public SecretScalar Hospital { get; } = SecretScalar.Random();

        public SecretScalar Symptom { get; } = Crypto.Symptom.FromCode("http://snomed.info/sct", "386661006");

        public L19Claim[] Claims { get; }

        public VerifiedL19Capsule First { get; }

        public void Dispose()
        {
            Patient.Dispose();
            Hospital.Dispose();
            Symptom.Dispose();
        }
    }
}
