namespace HospitalChain.Crypto.P21;

/// <summary>A capsule that <see cref="P21Verifier"/> found valid under a folder's key, for one ctx. There is no other way to one.</summary>
public sealed class VerifiedP21Capsule
{
    private readonly byte[] context;

    internal VerifiedP21Capsule(P21PublicKey publicKey, P21Capsule capsule, byte[] context)
    {
        (PublicKey, Capsule) = (publicKey, capsule);
        this.context = context;
    }

    /// <summary>The folder's key.</summary>
    public P21PublicKey PublicKey { get; }

    public P21Capsule Capsule { get; }

    /// <summary>The ctx it was verified with.</summary>
    public ReadOnlySpan<byte> Context => context;
}
