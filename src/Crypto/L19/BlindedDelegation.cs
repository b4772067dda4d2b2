using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// How proxy, doctor and patient make a re-encryption key x_s/x_j without any of them learning another's key
/// (crypto.md §8). Together, proxy and doctor learn x_j of that visit, proxy and patient the one-share key x_s: the
/// doctor's key must be fresh for each share.
/// </summary>
public static class BlindedDelegation
{
    /// <summary>The doctor's step: β for the proxy, x_s·β for the patient, each sealed to its receiver.</summary>
    public static (SecretScalar Beta, SecretScalar BlindedForPatient) Blind(SecretScalar delegationKey)
    {
        var beta = SecretScalar.Random();
        return (beta, delegationKey.Multiply(beta));
    }

    /// <summary>The patient's step, which is consent: x_s·β/x_j, sealed to the proxy.</summary>
    public static SecretScalar PatientStep(SecretScalar blinded, SecretScalar visitKey)
    {
        using var inverse = visitKey.Invert();
        return blinded.Multiply(inverse);
    }

    /// <summary>
    /// The proxy's step: divides by β. False when the result does not lead from the visit's key to the delegation key
    /// that the doctor signed for.
    /// </summary>
    public static bool TryProxyStep(
        SecretScalar fromPatient, SecretScalar beta, G1 visitPublicKey, G1 delegationPublicKey, [NotNullWhen(true)] out SecretScalar? rekey)
    {
        using var inverse = beta.Invert();
        rekey = fromPatient.Multiply(inverse);
        if (visitPublicKey.Power(rekey).Equals(delegationPublicKey))
        {
            return true;
        }

        rekey.Dispose();
        rekey = null;
        return false;
    }
}
