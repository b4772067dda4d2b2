using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Transfers;

/// <summary>Which node to ask for content: the store that signed its receipt if the profile knows it, else the chain's node.</summary>
public static class StoreLocator
{
    public static NodeAddress StoreOf(ClientSession session, Bytes32 store, Bytes32 chainId) =>
        session.Settings.Stores.Concat(session.Settings.Nodes.Values).Append(session.Settings.Manager).FirstOrDefault(node => node?.NodeKey == store)
        ?? session.Settings.NodeFor(chainId);
}
