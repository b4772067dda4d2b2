using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Tests.Support;

/// <summary>A key directory that a test fills.</summary>
public sealed class KnownKeys : IKeyDirectory
{
    private readonly ConcurrentDictionary<(Bytes32 Chain, Bytes32 Key), KeyRole> roles = new();

    public void Enrol(Bytes32 chainId, Bytes32 key, KeyRole role) => roles[(chainId, key)] = role;

    public void Expel(Bytes32 chainId, Bytes32 key) => roles.TryRemove((chainId, key), out _);

    public bool Follows(Bytes32 chainId) => roles.Keys.Any(known => known.Chain == chainId);

    public KeyRole? RoleOf(Bytes32 chainId, Bytes32 key) => roles.TryGetValue((chainId, key), out var role) ? role : null;

    public bool MayAppeal(Bytes32 chainId, Bytes32 key) => false;

    public Refusal? EndOf(Bytes32 chainId, Bytes32 key) => null;

    public Bytes32 CurrentOf(Bytes32 chainId, Bytes32 key) => key;

    public Bytes32 PartyOf(Bytes32 key) => key;

    public Bytes32? HomeOf(Bytes32 key) => roles.Keys.Where(known => known.Key == key).Select(known => (Bytes32?)known.Chain).FirstOrDefault();
}
