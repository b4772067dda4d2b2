using System.Collections.Frozen;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Accesses;

/// <summary>What this node's own copies of the chains say about a request, at their newest blocks. A chain that stopped says nothing.</summary>
internal static class DeliveryViews
{
    public static Parsed<DeliveryView> Of(AccessRequest request, ILedgers ledgers, bool isRevokedOnSight, bool isOrderedErased, ulong nowMillis)
    {
        if (ledgers.Find(request.ChainId) is not { } ledger || ledger.State.Genesis.IsRegistry)
        {
            return Refusals.ChainUnknown.With(request.ChainId.ToString());
        }

        var state = ledger.State;
        var home = state.Entries.Grant(request.GrantId) is { } named && named.GranteeChainId != ledger.ChainId ? ledgers.Find(named.GranteeChainId) : null;
        if ((ledger.Stopped ?? home?.Stopped) is { } stopped)
        {
            return Refusals.ChainStopped.With(stopped.Code);
        }

        return new DeliveryView
        {
            Chain = state,
            Head = ledger.NewestHead,
            ReaderChain = home?.State,
            ReaderHead = home?.NewestHead,
            RevokedOnSight = isRevokedOnSight ? FrozenSet.Create(request.GrantId) : FrozenSet<Bytes32>.Empty,
            OrderedErased = isOrderedErased,
            NowMillis = nowMillis,
        };
    }
}
