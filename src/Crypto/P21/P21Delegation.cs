using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// One-way delegation of a folder (crypto.md §7): the delegator alone makes rk and the share; rk goes sealed to the proxy,
/// the share into the signed grant.
/// </summary>
public static class P21Delegation
{
    /// <summary>Makes a re-encryption key from a folder to a receiving pair. The caller seals the key to the proxy and disposes it.</summary>
    public static (SecretExponent Rekey, P21Share Share) Make(P21KeyPair folder, P21PublicKey delegatee)
    {
        Span<byte> hidden = stackalloc byte[P21Capsule.MaskedSize];
        RandomNumberGenerator.Fill(hidden);
        var made = Make(folder, delegatee, hidden);
        CryptographicOperations.ZeroMemory(hidden);
        return made;
    }

    /// <summary>What the proxy checks before it keeps rk: Base(pk)^{rk} = commitment.</summary>
    public static bool IsRekeyOf(SecretExponent rekey, P21PublicKey folder, P21Share share) =>
        CryptographicOperations.FixedTimeEquals(folder.Combined.Power(rekey).Encoded, share.Commitment.Encoded);

    /// <summary>What a delegatee can check as soon as the grant stands: that the share was made for this pair and opens.</summary>
    public static bool IsFor(P21KeyPair receiving, P21PublicKey folder, P21Share share)
    {
        var received = TryReceive(receiving, folder, share, out var h);
        h?.Dispose();
        return received;
    }

    /// <param name="folder">The delegator's pair.</param>
    /// <param name="delegatee">The delegatee's receiving key.</param>
    /// <param name="hidden">h‖π, 64 random bytes; given only by the vectors.</param>
    internal static (SecretExponent Rekey, P21Share Share) Make(P21KeyPair folder, P21PublicKey delegatee, ReadOnlySpan<byte> hidden)
    {
        using var v = P21Hashes.H1Rekey(folder.PublicKey, delegatee, hidden[..32], hidden[32..]);
        Span<byte> w = stackalloc byte[P21Capsule.MaskedSize];
        hidden.CopyTo(w);
        P21Hashes.Mask(v.PublicPoint(), w);
        using var h = SecretExponent.TryReduce(hidden[..32], out var reduced) ? reduced : throw new CryptographicException("h is zero");
        using var b = folder.Combined();
        using var inverse = b.Inverse();
        return (h.Times(inverse), new P21Share(h.PublicPoint(), delegatee.Second.Power(v), w));
    }

    /// <summary>h of a share; false unless V = pk_{j,2}^v and commitment = G^h.</summary>
    internal static bool TryReceive(P21KeyPair receiving, P21PublicKey folder, P21Share share, [NotNullWhen(true)] out SecretExponent? h)
    {
        h = null;
        Span<byte> hidden = stackalloc byte[P21Capsule.MaskedSize];
        share.W.CopyTo(hidden);
        using var inverse = receiving.Second.Inverse();
        P21Hashes.Mask(share.V.Power(inverse), hidden);
        using var v = P21Hashes.H1Rekey(folder, receiving.PublicKey, hidden[..32], hidden[32..]);
        if (receiving.PublicKey.Second.Power(v).Equals(share.V) && SecretExponent.TryReduce(hidden[..32], out var found))
        {
            h = found.PublicPoint().Equals(share.Commitment) ? found : null;
            if (h is null)
            {
                found.Dispose();
            }
        }

        CryptographicOperations.ZeroMemory(hidden);
        return h is not null;
    }
}
