using HospitalChain.Crypto;

namespace HospitalChain.Node.Pre;

/// <summary>The proxy's own keys, enrolled on the registry chain. Owned by the node.</summary>
/// <param name="RegistryChainId">The chain that knows the proxy.</param>
/// <param name="Signing">Signs access records.</param>
/// <param name="Sealing">Opens the halves of shares.</param>
public sealed record ProxyIdentity(Bytes32 RegistryChainId, SigningKey Signing, SealingKey Sealing) : IDisposable
{
    public Bytes32 Key => Signing.PublicKey;

    public void Dispose()
    {
        Signing.Dispose();
        Sealing.Dispose();
    }

    public override string ToString() => $"ProxyIdentity {Key}";
}
