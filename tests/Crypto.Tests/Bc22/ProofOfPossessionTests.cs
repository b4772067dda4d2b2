using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Native;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.Bc22;

public sealed class ProofOfPossessionTests
{
    private static readonly Bytes32 SigningKey = Transcript.Of("TEST").Hash32();

    [Fact]
    public void Public_keys_and_proofs_are_as_specified()
    {
        foreach (var item in VectorFile.Cases("bc22.json"))
        {
            var secrets = item.GetProperty("secrets").EnumerateArray().ToArray();
            var doctors = item.HexList("doctors");
            for (var i = 0; i < secrets.Length; i++)
            {
                using var key = Bc22Vector.Key(secrets[i]);
                Assert.Equal(item.HexList("publicKeys")[i], key.PublicKey.Encoded.ToArray());
                Assert.True(MultisignaturePublicKey.TryDecode(key.PublicKey.Encoded, out var decoded));
                Assert.Equal(key.PublicKey, decoded);
                var proof = ProofOfPossession.Prove(key, new Bytes32(doctors[i]));
                Assert.Equal(item.HexList("pops")[i], proof);
                Assert.True(ProofOfPossession.Verify(decoded, new Bytes32(doctors[i]), proof));
            }
        }
    }

    [Fact]
    public void Proof_serves_neither_another_key_nor_another_doctor()
    {
        using var mine = Bc22Vector.NewKey();
        using var other = Bc22Vector.NewKey();
        var proof = ProofOfPossession.Prove(mine, SigningKey);
        Assert.True(ProofOfPossession.Verify(mine.PublicKey, SigningKey, proof));
        Assert.False(ProofOfPossession.Verify(other.PublicKey, SigningKey, proof));
        Assert.False(ProofOfPossession.Verify(mine.PublicKey, Bytes32.Zero, proof));
    }

    [Fact]
    public void Each_tampered_byte_of_a_proof_and_wrong_lengths_are_rejected()
    {
        using var key = Bc22Vector.NewKey();
        var proof = ProofOfPossession.Prove(key, SigningKey);
        for (var at = 0; at < ProofOfPossession.Size; at++)
        {
            byte[] bytes = [.. proof];
            bytes[at] ^= 1;
            Assert.False(ProofOfPossession.Verify(key.PublicKey, SigningKey, bytes), $"byte {at}");
        }

        Assert.False(ProofOfPossession.Verify(key.PublicKey, SigningKey, proof.AsSpan(1)));
        Assert.False(ProofOfPossession.Verify(key.PublicKey, SigningKey, [.. proof, 0]));
    }

    [Fact]
    public void Key_made_to_cancel_a_colleagues_has_no_proof()
    {
        using var colleague = Bc22Vector.NewKey();
        using var mine = Bc22Vector.NewKey();
        var rogue = Rogue(colleague.PublicKey, mine.PublicKey);

        // The two keys' product is a key whose secret the attacker alone knows.
        Assert.Equal(mine.PublicKey.AHat, Product(rogue.AHat, colleague.PublicKey.AHat));
        Assert.False(ProofOfPossession.Verify(rogue, SigningKey, ProofOfPossession.Prove(mine, SigningKey)));

        // Nor can a proof be put together from the attacker's part and the colleague's own enrolment.
        var (own, borrowed) = (ProofOfPossession.Prove(mine, SigningKey), ProofOfPossession.Prove(colleague, SigningKey));
        byte[] combined = [];
        for (var at = 0; at < ProofOfPossession.Size; at += G1.Size)
        {
            var difference = P1.FromAffine(Curve.Point1(borrowed[at..(at + G1.Size)]).Point).Negate()
                .Add(Curve.Point1(own[at..(at + G1.Size)]).Point);
            combined = [.. combined, .. new G1(difference).Encoded];
        }

        Assert.False(ProofOfPossession.Verify(rogue, SigningKey, combined));
    }

    [Fact]
    public void Halves_that_do_not_belong_together_are_rejected()
    {
        using var key = Bc22Vector.NewKey();
        using var other = Bc22Vector.NewKey();
        var (a, b) = (key.PublicKey, other.PublicKey);
        foreach (var mixed in new[]
        {
            new MultisignaturePublicKey(a.AHat, b.BTilde, a.CTilde, a.BHat, a.CHat),
            new MultisignaturePublicKey(a.AHat, a.BTilde, b.CTilde, a.BHat, a.CHat),
            new MultisignaturePublicKey(a.AHat, a.CTilde, a.BTilde, a.BHat, a.CHat),
        })
        {
            // The attacker knows every exponent, so P^d1, P^d2, P^d3 are right for the mixed key; only the halves differ.
            var p = Transcript.Of(Labels.Bc22Pop).Add(mixed.Encoded).Add(SigningKey).ToG1();
            byte[] proof = [.. p.Power(key.D1).Encoded, .. p.Power(key.D2).Encoded, .. p.Power(key.D3).Encoded];
            Assert.False(ProofOfPossession.Verify(mixed, SigningKey, proof));
        }
    }

    private static MultisignaturePublicKey Rogue(MultisignaturePublicKey colleague, MultisignaturePublicKey mine) => new(
        Quotient(mine.AHat, colleague.AHat),
        new G1(P1.FromAffine(colleague.BTilde.Point).Negate().Add(mine.BTilde.Point)),
        new G1(P1.FromAffine(colleague.CTilde.Point).Negate().Add(mine.CTilde.Point)),
        Quotient(mine.BHat, colleague.BHat),
        Quotient(mine.CHat, colleague.CHat));

    private static G2 Quotient(G2 a, G2 b) => new(P2.FromAffine(b.Point).Negate().Add(a.Point));

    private static G2 Product(G2 a, G2 b) => new(P2.FromAffine(b.Point).Add(a.Point));
}
