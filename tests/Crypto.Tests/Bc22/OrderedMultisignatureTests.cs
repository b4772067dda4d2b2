using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Native;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class OrderedMultisignatureTests
{
    private static readonly Bytes32 Sid = Transcript.Of("TEST").Hash32();
    private const ulong Time = 1_790_000_000_000;

    [Fact]
    public void Session_ids_and_commitments_are_as_specified()
    {
        foreach (var vector in Bc22Vector.All())
        {
            var session = new TeamSession(
                vector.Item.Hex("pid"),
                vector.Item.Hash("evidenceHash"),
                vector.Hospital,
                vector.Doctors,
                vector.PublicKeys,
                vector.TimestampMillis,
                vector.Item.GetProperty("stepMillis").GetUInt64(),
                vector.Item.GetProperty("resignMax").GetUInt32());
            Assert.Equal(vector.Sid, session.Sid());
            var salts = vector.Item.HexList("salts");
            var messages = vector.Item.HexList("messages");
            Assert.Equal(vector.Commitments, salts.Zip(messages, (salt, message) => TeamStatement.Commit(new Bytes32(salt), message)));
        }
    }

    [Fact]
    public void Each_step_with_the_given_exponent_gives_the_signature()
    {
        foreach (var vector in Bc22Vector.All())
        {
            OrderedMultisignature? previous = null;
            for (var i = 0; i < vector.Commitments.Length; i++)
            {
                using var key = Bc22Vector.Key(vector.Item.GetProperty("secrets")[i]);
                using var r = Curve.Scalar(vector.Item.GetProperty("steps")[i].Hex("r"));
                var statement = vector.Statement.Prefix(i + 1);
                Assert.True(OrderedMultisignature.TrySign(key, statement, vector.PublicKeys[..i], previous, r, out var signature));
                Assert.Equal(vector.Step(i), signature);
                Assert.True(signature.Verify(statement, vector.PublicKeys[..(i + 1)]));
                previous = signature;
            }
        }
    }

    [Fact]
    public void Order_time_session_team_and_commitments_matter()
    {
        using var team = new SigningTeam(3);
        var (statement, signature) = team.Sign(Sid, Time);
        var keys = team.PublicKeys;
        Assert.True(signature.Verify(statement, keys));
        Assert.False(signature.Verify(statement, [keys[1], keys[0], keys[2]]));
        Assert.False(signature.Verify(statement, [keys[0], keys[1]]));
        Assert.False(signature.Verify(statement with { TimestampMillis = Time + 1 }, keys));
        Assert.False(signature.Verify(statement with { Sid = Bytes32.Zero }, keys));
        Bytes32[] swapped = [statement.Commitments[1], statement.Commitments[0], statement.Commitments[2]];
        Assert.False(signature.Verify(statement with { Commitments = swapped }, keys));
        Assert.False(signature.Verify(statement.Prefix(2), keys[..2]));
        Assert.False(signature.Verify(statement.Prefix(0), []));
    }

    [Fact]
    public void Doctor_does_not_sign_on_top_of_a_signature_that_fails()
    {
        using var team = new SigningTeam(2);
        using var other = new SigningTeam(1);
        var (statement, _) = team.Sign(Sid, Time);
        var (_, foreign) = other.Sign(Sid, Time);
        Assert.False(OrderedMultisignature.TrySign(team.Keys[1], statement, team.PublicKeys[..1], foreign, out var none));
        Assert.Null(none);
        Assert.Throws<ArgumentException>(() => OrderedMultisignature.TrySign(team.Keys[1], statement, team.PublicKeys[..1], null, out _));
    }

    [Fact]
    public void Each_tampered_byte_of_a_signature_is_rejected()
    {
        using var team = new SigningTeam(2);
        var (statement, signature) = team.Sign(Sid, Time);
        for (var at = 0; at < OrderedMultisignature.Size; at++)
        {
            byte[] bytes = [.. signature.Encoded];
            bytes[at] ^= (byte)(1 << (at & 7));
            Assert.False(OrderedMultisignature.TryDecode(bytes, out var changed) && changed.Verify(statement, team.PublicKeys), $"byte {at}");
        }
    }

    [Fact]
    public void Batch_accepts_honest_teams_and_finds_culprits()
    {
        var teams = Enumerable.Range(1, 7).Select(size => new SigningTeam(1 + (size % 3))).ToArray();
        var claims = teams.Select((team, i) => team.Claim(Sid, Time + (ulong)i)).ToArray();
        Assert.All(TeamVerifier.VerifyBatch(claims, Sid), Assert.True);
        (claims[2], claims[5]) = (claims[2] with { Signature = claims[5].Signature }, claims[5] with { Signature = claims[2].Signature });
        Assert.Equal([true, true, false, true, true, false, true], TeamVerifier.VerifyBatch(claims, Sid));
        Assert.Empty(TeamVerifier.VerifyBatch([], Sid));
        claims[0] = claims[0] with { Team = [] };
        Assert.Equal([false, true, false, true, true, false, true], TeamVerifier.VerifyBatch(claims, Sid));
        Assert.All(teams, team => team.Dispose());
    }

    [Fact]
    public void Signatures_that_cancel_each_other_pass_equal_exponents_and_not_ours()
    {
        using var first = new SigningTeam(2);
        using var second = new SigningTeam(2);
        var (a, b) = (first.Claim(Sid, Time), second.Claim(Sid, Time));
        var delta = P1.FromAffine(Transcript.Of("TEST").ToG1().Point);
        a = a with { Signature = Shift(a.Signature, delta) };
        b = b with { Signature = Shift(b.Signature, delta.Negate()) };

        Assert.True(EqualExponentsHold([a, b]), "the attack on a batch without exponents");
        Assert.Equal([false, false], TeamVerifier.VerifyBatch([a, b], Bytes32.Zero));
    }

    [Fact]
    public void Records_of_one_team_share_pairings_and_each_still_counts()
    {
        using var team = new SigningTeam(3);
        using var other = new SigningTeam(3);
        var claims = Enumerable.Range(0, 6).Select(i => team.Claim(Sid, Time + (ulong)i)).Append(other.Claim(Sid, Time)).ToArray();
        Assert.All(TeamVerifier.VerifyBatch(claims, Sid), Assert.True);

        var delta = P1.FromAffine(Transcript.Of("TEST").ToG1().Point);
        claims[1] = claims[1] with { Signature = Shift(claims[1].Signature, delta) };
        claims[4] = claims[4] with { Signature = Shift(claims[4].Signature, delta.Negate()) };
        Assert.Equal([true, false, true, true, false, true, true], TeamVerifier.VerifyBatch(claims, Sid));

        claims[0] = claims[0] with { Team = [claims[0].Team[1], claims[0].Team[0], claims[0].Team[2]] };
        claims[6] = claims[6] with { Team = claims[2].Team };
        Assert.Equal([false, false, true, true, false, true, false], TeamVerifier.VerifyBatch(claims, Sid));
    }

    [Fact]
    public void Keys_whose_product_is_the_identity_switch_off_nobody_elses_equation()
    {
        using SecretScalar a = SecretScalar.Random(), b = SecretScalar.Random(), minusOne = Curve.MinusOne(), minusB = b.Multiply(minusOne);
        using var key = new MultisignatureKey(a, b, minusB); // B̂·Ĉ = 1
        using var team = new SigningTeam(3);
        TeamClaim[] claims = [Lone(key, a, Time), team.Claim(Sid, Time), team.Claim(Sid, Time + 1), Lone(key, a, Time + 1)];
        Assert.All(TeamVerifier.VerifyBatch(claims, Sid), Assert.True);
        claims[2] = claims[2] with { Signature = claims[1].Signature };
        Assert.Equal([true, true, false, true], TeamVerifier.VerifyBatch(claims, Sid));
        claims[0] = claims[0] with { Signature = claims[3].Signature };
        Assert.Equal([false, true, false, true], TeamVerifier.VerifyBatch(claims, Sid));
    }

    [Fact]
    public void Rogue_key_signs_for_a_colleague_who_never_signed_and_fails_its_proof()
    {
        using var colleague = Bc22Vector.NewKey();
        using var a = SecretScalar.Random();
        using var b = SecretScalar.Random();
        using var c = SecretScalar.Random();
        var victim = colleague.PublicKey;

        // B̂ = ĝ^b · (Â·B̂·Ĉ)^-1 of the colleague: in the equation e(R, Π B̂_i·Ĉ_i^i) then cancels e(W_1, Â) for R = W_1.
        var cancelling = P2.FromAffine(victim.AHat.Point).Add(victim.BHat.Point).Add(victim.CHat.Point).Negate().Add(G2.Generator.Power(b).Point);
        var rogue = new MultisignaturePublicKey(
            G2.Generator.Power(a), b.PublicKey(), c.PublicKey(), new G2(cancelling), G2.Generator.Power(c));
        var statement = new TeamStatement(Sid, Time, [Transcript.Of("TEST").AddU32(1).Hash32(), Transcript.Of("TEST").AddU32(2).Hash32()]);
        using var twice = c.MultiplyPublic(2);
        using var exponent = b.Add(twice);
        var q = P1.FromAffine(statement.Hash(2).Power(a).Point).Add(statement.Hash(1).Power(exponent).Point);
        var forged = Bc22Vector.Signature([.. statement.Hash(1).Encoded, .. new G1(q).Encoded]);
        Assert.True(forged.Verify(statement, [victim, rogue]), "the attack on keys without proof of possession");

        var p = Transcript.Of(Labels.Bc22Pop).Add(rogue.Encoded).Add(Sid).ToG1();
        byte[] proof = [.. p.Power(a).Encoded, .. p.Power(b).Encoded, .. p.Power(c).Encoded];
        Assert.False(ProofOfPossession.Verify(rogue, Sid, proof));
    }

    /// <summary>One doctor's signature (R, W^d1), which needs no power of R since d2 + d3 = 0.</summary>
    private static TeamClaim Lone(MultisignatureKey key, SecretScalar d1, ulong time)
    {
        var statement = new TeamStatement(Sid, time, [Transcript.Of("TEST").Hash32()]);
        var r = Transcript.Of("TEST").AddU64(time).ToG1();
        return new TeamClaim(statement, [key.PublicKey], Bc22Vector.Signature([.. r.Encoded, .. statement.Hash(1).Power(d1).Encoded]));
    }

    /// <summary>The product of the claims' equations as they stand.</summary>
    private static bool EqualExponentsHold(TeamClaim[] claims)
    {
        List<P1Affine> ps = [];
        List<P2Affine> qs = [];
        foreach (var (statement, team, signature) in claims)
        {
            ps.AddRange([.. team.Select((_, i) => statement.Hash(i + 1).Point), signature.R.Point, P1.FromAffine(signature.Q.Point).Negate().ToAffine()]);
            qs.AddRange([.. team.Select(key => key.AHat.Point), OrderedMultisignature.OrderedProductHat(team).ToAffine(), G2.Generator.Point]);
        }

        return Pairing.ProductIsOne([.. ps], [.. qs]);
    }

    private static OrderedMultisignature Shift(OrderedMultisignature signature, P1 delta) =>
        Bc22Vector.Signature([.. signature.R.Encoded, .. new G1(delta.Add(signature.Q.Point)).Encoded]);

    /// <summary>Doctors who sign one after the other.</summary>
    private sealed class SigningTeam : IDisposable
    {
        public SigningTeam(int size) => Keys = [.. Enumerable.Range(0, size).Select(_ => Bc22Vector.NewKey())];

        public MultisignatureKey[] Keys { get; }

        public MultisignaturePublicKey[] PublicKeys => [.. Keys.Select(key => key.PublicKey)];

        public (TeamStatement Statement, OrderedMultisignature Signature) Sign(Bytes32 sid, ulong time)
        {
            var statement = new TeamStatement(sid, time, [.. Enumerable.Range(0, Keys.Length).Select(i => Transcript.Of("TEST").AddU32((uint)i).Hash32())]);
            OrderedMultisignature? signature = null;
            for (var i = 0; i < Keys.Length; i++)
            {
                Assert.True(OrderedMultisignature.TrySign(Keys[i], statement.Prefix(i + 1), PublicKeys[..i], signature, out var next));
                signature = next;
            }

            return (statement, signature!);
        }

        public TeamClaim Claim(Bytes32 sid, ulong time)
        {
            var (statement, signature) = Sign(sid, time);
            return new TeamClaim(statement, PublicKeys, signature);
        }

        public void Dispose()
        {
            foreach (var key in Keys)
            {
                key.Dispose();
            }
        }
    }
}
