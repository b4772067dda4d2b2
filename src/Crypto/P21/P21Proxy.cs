namespace HospitalChain.Crypto.P21;

/// <summary>The proxy's step (crypto.md §7): a capsule for the delegatee, with a proof that anyone can check.</summary>
public static class P21Proxy
{
    /// <summary>E' = E^{rk} with a proof that its logarithm is the commitment's.</summary>
    /// <param name="capsule">The capsule on the chain, verified.</param>
    /// <param name="rekey">rk, for which <see cref="P21Delegation.IsRekeyOf"/> holds.</param>
    /// <param name="share">The grant's.</param>
    public static P21Reencryption Reencrypt(VerifiedP21Capsule capsule, SecretExponent rekey, P21Share share)
    {
        using var w = SecretExponent.Random();
        return Reencrypt(capsule, rekey, share, w);
    }

    /// <summary>Re-encrypts with a given w: the vectors need it, nothing else may.</summary>
    internal static P21Reencryption Reencrypt(VerifiedP21Capsule capsule, SecretExponent rekey, P21Share share, SecretExponent w)
    {
        var (ground, e) = (capsule.PublicKey.Combined, capsule.Capsule.E);
        var raised = e.Power(rekey);
        using var c = P21Hashes.EqualLogarithms(capsule, raised, share.Commitment, ground.Power(w), e.Power(w));
        using var product = c.Times(rekey);
        using var z = w.Plus(product);
        return new P21Reencryption(capsule.Capsule, raised, share, c.Bytes, z.Bytes);
    }
}
