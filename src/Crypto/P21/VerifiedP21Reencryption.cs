namespace HospitalChain.Crypto.P21;

/// <summary>A re-encryption proven to be of the capsule on the chain under the grant's commitment. Only <see cref="P21Verifier"/> makes one.</summary>
public sealed class VerifiedP21Reencryption
{
    internal VerifiedP21Reencryption(VerifiedP21Capsule original, P21Share share, P21Reencryption reencryption) =>
        (Original, Share, Reencryption) = (original, share, reencryption);

    public VerifiedP21Capsule Original { get; }

    public P21Share Share { get; }

    public P21Reencryption Reencryption { get; }
}
