using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto.Fellows;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.Fellows;

public sealed class FellowExchangeTests
{
    private static readonly JsonElement[] Cases = [.. VectorFile.Cases("session.json")];

    [Fact]
    public void Session_is_as_specified_on_both_sides()
    {
        foreach (var item in Cases)
        {
            var terms = TermsOf(item);
            Assert.Equal(item.Hash("sid"), terms.Sid);
            using var t = Curve.Scalar(item.Hex("symptom"));
            using var a = Curve.Scalar(item.Hex("secretA"));
            using var b = Curve.Scalar(item.Hex("secretB"));
            var (pa, pb) = (FellowExchange.Point(terms, t, a), FellowExchange.Point(terms, t, b));
            Assert.Equal(item.Hex("PA"), pa.Encoded.ToArray());
            Assert.Equal(item.Hex("PB"), pb.Encoded.ToArray());
            foreach (var (mine, asking) in new[] { (a, true), (b, false) })
            {
                using var secrets = FellowExchange.Derive(terms, pa, pb, mine, asking);
                Assert.Equal(item.Hash("macA"), secrets.AskerConfirmation(terms.Sid, pa, pb));
                Assert.Equal(item.Hash("macB"), secrets.AskedConfirmation(terms.Sid, pa, pb));
                Assert.Equal(item.Hex("sessionKey"), secrets.SessionKey.ToArray());
                Assert.Equal(item.Hex("messageKeyA"), FellowMessages.Key(secrets.SessionKey, fromAsker: true));
            }
        }
    }

    [Fact]
    public void Different_symptoms_share_nothing()
    {
        var run = new Run(Fever, Cough);
        using var atA = run.AtAsker();
        using var atB = run.AtAsked();
        Assert.NotEqual(run.MacA(atA), run.MacA(atB));
        Assert.NotEqual(run.MacB(atA), run.MacB(atB));
        Assert.NotEqual(atA.SessionKey.ToArray(), atB.SessionKey.ToArray());
    }

    [Fact]
    public void Whoever_stands_between_and_guesses_wrong_convinces_neither()
    {
        var run = new Run(Fever, Fever);
        using var guess = Symptom.FromCode("s", "guess");
        using var n = SecretScalar.Random();
        var between = FellowExchange.Point(run.Terms, guess, n);
        using var withA = FellowExchange.Derive(run.Terms, run.PointA, between, n, asking: false);
        using var atA = FellowExchange.Derive(run.Terms, run.PointA, between, run.SecretA, asking: true);
        Assert.False(FellowSecrets.Same(atA.AskedConfirmation(run.Terms.Sid, run.PointA, between), withA.AskedConfirmation(run.Terms.Sid, run.PointA, between)));
        using var withB = FellowExchange.Derive(run.Terms, between, run.PointB, n, asking: true);
        using var atB = FellowExchange.Derive(run.Terms, between, run.PointB, run.SecretB, asking: false);
        Assert.False(FellowSecrets.Same(atB.AskerConfirmation(run.Terms.Sid, between, run.PointB), withB.AskerConfirmation(run.Terms.Sid, between, run.PointB)));
    }

    /// <summary>
    /// The attack that §9 is there for: in the paper's exchange the points do not depend on t and the MAC does, so a stranger
    /// who took part once tries every code at home. Here the stranger's own exponent is of no use for another guess.
    /// </summary>
    [Fact]
    public void A_stranger_who_took_part_tests_guesses_at_home_in_the_paper_and_cannot_here()
    {
        string[] codes = ["guess", "cough", "fever", "asthma"];
        using var mine = SecretScalar.Random();
        using var theirs = SecretScalar.Random();
        var paperPoint = theirs.PublicKey();
        var paperMac = PaperMac(mine.PublicKey(), mine, theirs.PublicKey(), Fever);
        Assert.Equal("fever", Assert.Single(codes, code => PaperMac(mine.PublicKey(), mine, paperPoint, Symptom.FromCode("s", code)) == paperMac));

        var run = new Run(Fever, Fever);
        using var guess = Symptom.FromCode("s", codes[0]);
        var forged = FellowExchange.Point(run.Terms, guess, mine);
        using var atB = FellowExchange.Derive(run.Terms, forged, run.PointB, run.SecretB, asking: false);
        var answer = atB.AskedConfirmation(run.Terms.Sid, forged, run.PointB);
        Assert.DoesNotContain(codes, code =>
        {
            using var t = Symptom.FromCode("s", code);
            using var tried = FellowExchange.Derive(run.Terms, forged, run.PointB, mine, asking: true);
            using var again = FellowExchange.Derive(run.Terms, FellowExchange.Point(run.Terms, t, mine), run.PointB, mine, asking: true);
            return tried.AskedConfirmation(run.Terms.Sid, forged, run.PointB) == answer || again.AskedConfirmation(run.Terms.Sid, forged, run.PointB) == answer;
        });
    }

    [Fact]
    public void Reflected_points_and_confirmations_prove_nothing()
    {
        var run = new Run(Fever, Fever);
        using var atB = run.AtAsked();
        Assert.False(FellowSecrets.Same(run.MacA(atB), run.MacB(atB)));
        using var reflected = FellowExchange.Derive(run.Terms, run.PointB, run.PointB, run.SecretB, asking: false);
        using var stranger = SecretScalar.Random();
        using var atStranger = FellowExchange.Derive(run.Terms, run.PointB, run.PointB, stranger, asking: true);
        Assert.NotEqual(reflected.AskerConfirmation(run.Terms.Sid, run.PointB, run.PointB), atStranger.AskerConfirmation(run.Terms.Sid, run.PointB, run.PointB));
    }

    [Fact]
    public void Another_run_pair_or_order_of_the_same_patients_has_another_generator()
    {
        using var n = SecretScalar.Random();
        FellowTerms[] runs =
        [
            Terms("a", "b", 1, 2), Terms("a", "b", 1, 3), Terms("a", "b", 4, 2), Terms("b", "a", 1, 2), Terms("a", "c", 1, 2), Terms("ab", string.Empty, 1, 2),
        ];
        Assert.Equal(runs.Length, runs.Select(terms => FellowExchange.Point(terms, Fever, n).ToString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Identity_and_malformed_points_never_become_a_point()
    {
        var identity = new byte[G1.Size];
        identity[0] = 0xc0;
        Assert.False(G1.TryDecode(identity, out _));
        var point = Cases[0].Hex("PA");
        Assert.False(G1.TryDecode(point.AsSpan(1), out _));
        point[0] &= 0x7f; // not compressed
        Assert.False(G1.TryDecode(point, out _));
        var outside = new byte[G1.Size];
        outside[0] = 0x80;
        outside[^1] = 4; // on the curve, outside the subgroup
        Assert.False(G1.TryDecode(outside, out _));
    }

    [Fact]
    public void Messages_open_only_in_their_direction_at_their_number_unchanged()
    {
        var key = RandomNumberGenerator.GetBytes(FellowSecrets.KeySize);
        var box = FellowMessages.Seal(key, fromAsker: true, 7, "hello"u8);
        Assert.True(FellowMessages.TryOpen(key, fromAsker: true, 7, box, out var opened));
        Assert.Equal("hello"u8.ToArray(), opened);
        Assert.False(FellowMessages.TryOpen(key, fromAsker: false, 7, box, out _));
        Assert.False(FellowMessages.TryOpen(key, fromAsker: true, 8, box, out _));
        Assert.False(FellowMessages.TryOpen(key, fromAsker: true, 7, box.AsSpan(0, FellowMessages.TagBytes - 1), out _));
        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 1;
            Assert.False(FellowMessages.TryOpen(key, fromAsker: true, 7, box, out _));
            box[i] ^= 1;
        }
    }

    private static SecretScalar Fever => Symptom.FromCode("s", "fever");

    private static SecretScalar Cough => Symptom.FromCode("s", "cough");

    private static Bytes32 PaperMac(G1 mine, SecretScalar secret, G1 theirs, SecretScalar symptom)
    {
        Span<byte> t = stackalloc byte[SecretScalar.Size];
        symptom.CopyTo(t);
        return Transcript.Of("PAPER").Add(theirs.Power(secret).Encoded).Add(mine.Encoded).Add(theirs.Encoded).Add(t).Hash32();
    }

    private static FellowTerms TermsOf(JsonElement item) => new(item.Hex("pidA"), item.Hex("pidB"), item.Hash("nonceA"), item.Hash("nonceB"));

    private static FellowTerms Terms(string asker, string asked, uint askerNonce, uint askedNonce) => new(
        System.Text.Encoding.ASCII.GetBytes(asker), System.Text.Encoding.ASCII.GetBytes(asked), Transcript.Of("N").AddU32(askerNonce).Hash32(), Transcript.Of("N").AddU32(askedNonce).Hash32());

    private sealed class Run(SecretScalar askersSymptom, SecretScalar askedsSymptom)
    {
        public FellowTerms Terms { get; } = FellowExchangeTests.Terms("a", "b", 1, 2);

        public SecretScalar SecretA { get; } = SecretScalar.Random();

        public SecretScalar SecretB { get; } = SecretScalar.Random();

        public G1 PointA => FellowExchange.Point(Terms, askersSymptom, SecretA);

        public G1 PointB => FellowExchange.Point(Terms, askedsSymptom, SecretB);

        public FellowSecrets AtAsker() => FellowExchange.Derive(Terms, PointA, PointB, SecretA, asking: true);

        public FellowSecrets AtAsked() => FellowExchange.Derive(Terms, PointA, PointB, SecretB, asking: false);

        public Bytes32 MacA(FellowSecrets side) => side.AskerConfirmation(Terms.Sid, PointA, PointB);

        public Bytes32 MacB(FellowSecrets side) => side.AskedConfirmation(Terms.Sid, PointA, PointB);
    }
}
