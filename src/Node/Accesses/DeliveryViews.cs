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
    /// <summary>Waits, at most <see cref="LedgerPatience.BlockWait"/> each, for the blocks that the newest HEADs of a request's chains name.</summary>
    public static async Task CatchUpAsync(AccessRequest request, ILedgers ledgers, TimeProvider time, CancellationToken cancellation)
    {
        if (ledgers.Find(request.ChainId) is { } ledger)
        {
            await ledger.CatchUpAsync(time, cancellation);
            await (HomeOf(request, ledger, ledgers)?.CatchUpAsync(time, cancellation) ?? Task.CompletedTask);
        }
    }

    public static Parsed<DeliveryView> Of(AccessRequest request, ILedgers ledgers, bool isRevokedOnSight, bool isOrderedErased, ulong nowMillis)
    {
        if (ledgers.Find(request.ChainId) is not { } ledger || ledger.State.Genesis.IsRegistry)
        {
            return Refusals.ChainUnknown.With(request.ChainId.ToString());
        }

        var home = HomeOf(request, ledger, ledgers);
        if ((ledger.Stopped ?? home?.Stopped) is { } stopped)
        {
            return Refusals.ChainStopped.With(stopped.Code);
        }

        // Heads before states: a block applied in between makes the state newer than its head, never older.
        var (head, homeHead) = (ledger.NewestHead, home?.NewestHead);
        return new DeliveryView
        {
            Chain = ledger.State,
            Head = head,
            ReaderChain = home?.State,
            ReaderHead = homeHead,
            RevokedOnSight = isRevokedOnSight ? FrozenSet.Create(request.GrantId) : FrozenSet<Bytes32>.Empty,
            OrderedErased = isOrderedErased,
            NowMillis = nowMillis,
        };
    }

    /// <summary>The other chain on which the reader of the request's grant is enrolled; null where there is none, or it is not followed.</summary>
    private static ILedger? HomeOf(AccessRequest request, ILedger ledger, ILedgers ledgers) =>
        ledger.State.Entries.Grant(request.GrantId) is { } named && named.GranteeChainId != ledger.ChainId ? ledgers.Find(named.GranteeChainId) : null;
}
