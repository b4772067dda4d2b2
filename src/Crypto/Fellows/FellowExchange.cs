using System.Security.Cryptography;

namespace HospitalChain.Crypto.Fellows;

/// <summary>
/// Two patients prove to each other that they hold the same symptom t (L19-F, crypto.md §9; CPace over BLS12-381's G1). The
/// generator hides in t, so a point on the wire fits every symptom alike: whoever takes part tests one guess in a run,
/// whoever only listens, or changes messages, none, online or offline. Rests on Diffie–Hellman in G1 and on the hash being
/// random. An exponent is random and of one run; a caller must not take a point that the other side did not send, nor its
/// own, and must never show its confirmation to someone whose confirmation was wrong.
/// </summary>
public static class FellowExchange
{
    /// <summary>One's own point: P = gen^n.</summary>
    /// <param name="terms">The run.</param>
    /// <param name="symptom">t.</param>
    /// <param name="exponent">n, random and of this run alone.</param>
    public static G1 Point(FellowTerms terms, SecretScalar symptom, SecretScalar exponent) => Generator(terms, symptom).Power(exponent);

    /// <summary>S = gen^{n_A n_B} and the keys under it. The other side's point decoded: it is in the subgroup and not the identity.</summary>
    /// <param name="terms">The run.</param>
    /// <param name="askerPoint">P_A.</param>
    /// <param name="askedPoint">P_B.</param>
    /// <param name="mine">The own exponent, for whichever of the two points is the other's.</param>
    /// <param name="asking">The own side is A.</param>
    public static FellowSecrets Derive(FellowTerms terms, G1 askerPoint, G1 askedPoint, SecretScalar mine, bool asking)
    {
        var shared = (asking ? askedPoint : askerPoint).Power(mine);
        Span<byte> keys = stackalloc byte[2 * FellowSecrets.KeySize];
        Transcript.Of(Labels.SessionKey).Add(terms.Sid).Add(terms.Asker).Add(terms.Asked)
            .Add(askerPoint.Encoded).Add(askedPoint.Encoded).Add(shared.Encoded).Expand(keys);
        var secrets = new FellowSecrets(keys[..FellowSecrets.KeySize], keys[FellowSecrets.KeySize..]);
        CryptographicOperations.ZeroMemory(keys);
        return secrets;
    }

    /// <summary>What each side signs under SESSION: SHA-256 of msg(P_A, P_B).</summary>
    public static Bytes32 TranscriptHash(G1 askerPoint, G1 askedPoint) =>
        new(SHA256.HashData(Transcript.Join(askerPoint.Encoded.ToArray(), askedPoint.Encoded.ToArray())));

    /// <summary>gen = HashToG1("SESSION-GEN"; t, sid, PID_A, PID_B). As secret as t.</summary>
    private static G1 Generator(FellowTerms terms, SecretScalar symptom)
    {
        Span<byte> t = stackalloc byte[SecretScalar.Size];
        symptom.CopyTo(t);
        var transcript = Transcript.Of(Labels.SessionGenerator).Add(t);
        CryptographicOperations.ZeroMemory(t);
        return transcript.Add(terms.Sid).Add(terms.Asker).Add(terms.Asked).ToG1();
    }
}
