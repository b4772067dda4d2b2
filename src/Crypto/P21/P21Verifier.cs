using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// Verification of capsules and of re-encryptions (crypto.md §7). Everything here is public and in variable time.
/// </summary>
public static class P21Verifier
{
    /// <summary>True when whoever made the capsule knew its r, for this folder's key and ctx: Base^s = D·E^{H3}.</summary>
    public static bool TryVerify(
        P21PublicKey publicKey, P21Capsule capsule, ReadOnlySpan<byte> context, [NotNullWhen(true)] out VerifiedP21Capsule? verified)
    {
        using var h3 = P21Hashes.H3(context, capsule.D, capsule.E, capsule.F);
        verified = publicKey.Combined.TryPowerPublic(capsule.S, out var left)
            && capsule.E.TryPowerPublic(h3.Bytes, out var raised)
            && capsule.D.TryTimes(raised, out var right)
            && left.Equals(right)
                ? new VerifiedP21Capsule(publicKey, capsule, context.ToArray())
                : null;
        return verified is not null;
    }

    /// <summary>
    /// True when the proxy answered for this capsule with the key that the grant's share commits to. What is false proves
    /// the proxy wrong to anyone. <paramref name="original"/> is the capsule on the chain, <paramref name="share"/> the grant's.
    /// </summary>
    public static bool TryVerify(
        VerifiedP21Capsule original, P21Share share, P21Reencryption reencryption, [NotNullWhen(true)] out VerifiedP21Reencryption? verified)
    {
        verified = reencryption.Original.Equals(original.Capsule) && reencryption.HasShareOf(share) && IsProven(original, share, reencryption)
            ? new VerifiedP21Reencryption(original, share, reencryption)
            : null;
        return verified is not null;
    }

    /// <summary>Chaum–Pedersen: log_Base(commitment) = log_E(E'), the two first messages recomputed from c and z.</summary>
    private static bool IsProven(VerifiedP21Capsule original, P21Share share, P21Reencryption reencryption)
    {
        if (!SecretExponent.TryDecode(reencryption.C, out var c))
        {
            return false;
        }

        using (c)
        using (var negated = c.Negated())
        {
            if (!TryFirstMessage(original.PublicKey.Combined, share.Commitment, out var first)
                || !TryFirstMessage(original.Capsule.E, reencryption.Raised, out var second))
            {
                return false;
            }

            using var expected = P21Hashes.EqualLogarithms(original, reencryption.Raised, share.Commitment, first, second);
            return expected.Bytes.SequenceEqual(c.Bytes);

            bool TryFirstMessage(SecpPoint ground, SecpPoint power, [NotNullWhen(true)] out SecpPoint? message)
            {
                message = null;
                return ground.TryPowerPublic(reencryption.Z, out var raised)
                    && power.TryPowerPublic(negated.Bytes, out var removed)
                    && raised.TryTimes(removed, out message);
            }
        }
    }
}
