using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains;

/// <summary>Who is who by the newest state of each followed chain.</summary>
public sealed class ChainKeyDirectory(ChainDirectory chains) : IKeyDirectory
{
    public bool Follows(Bytes32 chainId) => chains.Find(chainId) is not null;

    public KeyRole? RoleOf(Bytes32 chainId, Bytes32 key)
    {
        if (chains.Find(chainId)?.Chain.Entries is not { } entries)
        {
            return null;
        }

        return entries.Enrolment(key) is { } enrolment
            ? !enrolment.IsInForce || entries.Credit(key) is { Expelled: true } ? null : RoleOf(enrolment.Role)
            : entries.VisitAuthoredBy(key) is not null ? KeyRole.Patient : null;
    }

    public bool MayAppeal(Bytes32 chainId, Bytes32 key) =>
        chains.Find(chainId)?.Chain.Entries is { } entries && entries.Enrolment(key) is { IsInForce: true } && entries.Credit(key) is { Expelled: true };

    public Refusal? EndOf(Bytes32 chainId, Bytes32 key) => chains.Find(chainId)?.Chain.Entries.EndOf(key);

    public Bytes32 CurrentOf(Bytes32 chainId, Bytes32 key) => chains.Find(chainId)?.Chain.Entries.CurrentKeyOf(key) ?? key;

    public Bytes32 PartyOf(Bytes32 key)
    {
        var party = chains.Registry?.Chain.Entries.PartyOf(key) ?? key;
        return party != key ? party : HomeOf(key) is { } home && chains.Find(home) is { } chain ? chain.Chain.Entries.PartyOf(key) : key;
    }

    /// <summary>A hospital's is its own chain, any other party's of the registry is the registry, else the chain that has it as doctor or visit.</summary>
    public Bytes32? HomeOf(Bytes32 key)
    {
        if (chains.Registry is { } registry && registry.Chain.Entries.Enrolment(key) is { } party)
        {
            return party.Role == PartyRole.Hospital ? party.HospitalChainId : registry.ChainId;
        }

        return chains.All.FirstOrDefault(chain => chain.Chain.Entries.SigningKeyUsed(key))?.ChainId;
    }

    private static KeyRole RoleOf(PartyRole role) => role switch
    {
        PartyRole.Manager => KeyRole.SystemManager,
        PartyRole.Hospital => KeyRole.Hospital,
        PartyRole.Cloud => KeyRole.Cloud,
        PartyRole.Proxy => KeyRole.Proxy,
        PartyRole.ThirdParty => KeyRole.ThirdParty,
        PartyRole.Node => KeyRole.Node,
        PartyRole.Doctor => KeyRole.Doctor,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "a role without a login"),
    };
}
