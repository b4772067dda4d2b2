using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Login;

/// <summary>The directory of a node without chains: nobody is known, so nobody logs in.</summary>
public sealed class ClosedKeyDirectory : IKeyDirectory
{
    public bool Follows(Bytes32 chainId) => false;

    public KeyRole? RoleOf(Bytes32 chainId, Bytes32 key) => null;

    public bool MayAppeal(Bytes32 chainId, Bytes32 key) => false;

    public Refusal? EndOf(Bytes32 chainId, Bytes32 key) => null;

    public Bytes32 CurrentOf(Bytes32 chainId, Bytes32 key) => key;

    public Bytes32 PartyOf(Bytes32 key) => key;

    public Bytes32? HomeOf(Bytes32 key) => null;
}
