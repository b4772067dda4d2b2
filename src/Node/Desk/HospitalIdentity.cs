using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>The hospital whose chain this node seals, with the keys its services need. Owned by the node.</summary>
/// <param name="ChainId">The hospital's chain.</param>
/// <param name="Signing">Signs register-visit and mail.</param>
/// <param name="Sealing">Opens registrations, pseudo-identities and X.</param>
/// <param name="L19Key">x_i: tests trapdoors and never leaves the node.</param>
public sealed record HospitalIdentity(Bytes32 ChainId, SigningKey Signing, SealingKey Sealing, SecretScalar L19Key) : IDisposable
{
    public void Dispose()
    {
        Signing.Dispose();
        Sealing.Dispose();
        L19Key.Dispose();
    }

    public override string ToString() => $"HospitalIdentity {Signing.PublicKey}";
}
