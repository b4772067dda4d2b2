namespace HospitalChain.Crypto.L19;

/// <summary>
/// Proxy re-encryption from a visit key to a delegation key (crypto.md §5): C2' = C2^rk with rk = x_s/x_j, nothing
/// else changes. The proxy applies it to verified capsules only, under a grant in force.
/// </summary>
public static class L19Reencryption
{
    /// <summary>The capsule under the grantee's key; it verifies there with the same context.</summary>
    public static L19Capsule Reencrypt(VerifiedL19Capsule original, SecretScalar rekey)
    {
        var capsule = original.Capsule;
        return new L19Capsule(capsule.C1, capsule.C2.Power(rekey), capsule.C3, capsule.C4, capsule.C5);
    }

    /// <summary>Whether two capsules agree in all but C2, as the reader checks against the one on the chain.</summary>
    public static bool IsReencryptionOf(L19Capsule reencrypted, L19Capsule original) =>
        reencrypted.Encoded[..L19Capsule.C2Offset].SequenceEqual(original.Encoded[..L19Capsule.C2Offset])
        && reencrypted.Encoded[L19Capsule.C3Offset..].SequenceEqual(original.Encoded[L19Capsule.C3Offset..]);
}
