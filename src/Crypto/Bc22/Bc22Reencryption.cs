namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// Proxy re-encryption from a visit key to a delegation key (crypto.md §6): B' = B^rk with rk = x_k/p_j, nothing else
/// changes. The paper uses a doctor's signing secret d1 for x_k; here it is a delegation key, fresh for each share.
/// </summary>
public static class Bc22Reencryption
{
    /// <summary>The capsule under the grantee's key; it verifies there with the same context.</summary>
    public static Bc22Capsule Reencrypt(VerifiedBc22Capsule original, SecretScalar rekey)
    {
        var capsule = original.Capsule;
        return new Bc22Capsule(capsule.Signature, capsule.A, capsule.B.Power(rekey), capsule.C, capsule.D, capsule.E, capsule.Tag);
    }

    /// <summary>Whether two capsules agree in all but B, as the reader checks against the one on the chain.</summary>
    public static bool IsReencryptionOf(Bc22Capsule reencrypted, Bc22Capsule original) =>
        reencrypted.Encoded[..Bc22Capsule.BOffset].SequenceEqual(original.Encoded[..Bc22Capsule.BOffset])
        && reencrypted.Encoded[Bc22Capsule.COffset..].SequenceEqual(original.Encoded[Bc22Capsule.COffset..]);
}
