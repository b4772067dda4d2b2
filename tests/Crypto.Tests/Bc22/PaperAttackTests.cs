using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bc22;

/// <summary>
/// What BC22 as published lets someone do, performed, next to what stops it here. Others of crypto.md §6 stand where they
/// belong: rogue keys and cancelling batches in OrderedMultisignatureTests, the man in the middle in GroupKeyPointTests,
/// capsules of one equation in Bc22CapsuleTests.
/// </summary>
public sealed class PaperAttackTests
{
    private static readonly Bytes32 Sid = Transcript.Of("TEST").Hash32();
    private const ulong Time = 1_790_000_000_000;

    [Fact]
    public void Delegating_with_the_signing_key_lets_proxy_and_patient_sign_as_the_doctor()
    {
        using var doctor = Bc22Vector.NewKey();
        using var patient = SecretScalar.Random();

        // The paper's rk = d1/p_j: proxy and patient together multiply it back, and d1 is all it takes.
        using var papers = Rekey(doctor.D1, patient);
        using var learned = papers.Multiply(patient);
        Assert.True(Forge(learned, doctor.PublicKey).Verify(Statement, [doctor.PublicKey]), "the attack on the paper's re-encryption key");

        // Here rk = x_k/p_j with a fresh x_k: the two learn that share's key, and nothing that signs.
        using var delegation = SecretScalar.Random();
        using var ours = Rekey(delegation, patient);
        using var share = ours.Multiply(patient);
        Assert.Equal(delegation.PublicKey(), share.PublicKey());
        Assert.False(Forge(share, doctor.PublicKey).Verify(Statement, [doctor.PublicKey]));
    }

    [Fact]
    public void A_diagnosis_is_guessed_from_its_hash_and_not_from_its_commitment()
    {
        string[] guesses = ["asthma", "bronchitis", "pneumonia"];
        static Bytes32 Papers(string text) => Transcript.Of("TEST").Add(text).Hash32(); // H(m), which the paper's supernodes verify
        var published = Papers("bronchitis");
        Assert.Equal("bronchitis", Assert.Single(guesses, guess => Papers(guess) == published));

        var commitment = TeamStatement.Commit(Transcript.Of("TEST").AddU32(7).Hash32(), "bronchitis"u8); // the salt goes with the content, sealed
        Assert.DoesNotContain(guesses, guess => TeamStatement.Commit(Bytes32.Zero, System.Text.Encoding.UTF8.GetBytes(guess)) == commitment);
    }

    private static TeamStatement Statement => new(Sid, Time, [Transcript.Of("TEST").AddU32(1).Hash32()]);

    private static SecretScalar Rekey(SecretScalar to, SecretScalar from)
    {
        using var inverse = from.Invert();
        return to.Multiply(inverse);
    }

    /// <summary>Q = W^d1 · (B̃·C̃)^r for R = g^r: what d2 and d3 would add is public.</summary>
    private static OrderedMultisignature Forge(SecretScalar d1, MultisignaturePublicKey victim)
    {
        using var r = SecretScalar.Random();
        var publicPart = P1.FromAffine(victim.BTilde.Point).Add(victim.CTilde.Point).Multiply(r.LittleEndian);
        var q = P1.FromAffine(Statement.Hash(1).Power(d1).Point).Add(publicPart);
        return Bc22Vector.Signature([.. r.PublicKey().Encoded, .. new G1(q).Encoded]);
    }
}
