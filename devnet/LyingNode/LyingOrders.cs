using HospitalChain.Crypto;

namespace HospitalChain.LyingNode;

/// <summary>Which lies the devnet's day wants now. Thread-safe.</summary>
internal sealed class LyingOrders
{
    private volatile bool rejecting;
    private volatile bool censoring;
    private volatile object? forkedTo;

    /// <summary>Right evidence is rejected as EVIDENCE_MISMATCH.</summary>
    public bool Rejecting => rejecting;

    /// <summary>Records that come through the API are promised and left out.</summary>
    public bool Censoring => censoring;

    /// <summary>Who gets another block than all others at the next height, once; null for nobody.</summary>
    public Bytes32? TakeFork() => Interlocked.Exchange(ref forkedTo, null) is Bytes32 peer ? peer : null;

    /// <summary>False for an order that is none.</summary>
    public bool TryGive(string order, Bytes32? peer)
    {
        switch (order)
        {
            case "reject":
                rejecting = true;
                return true;
            case "censor":
                censoring = true;
                return true;
            case "fork" when peer is not null:
                forkedTo = peer.Value;
                return true;
            case "behave":
                (rejecting, censoring, forkedTo) = (false, false, null);
                return true;
            default:
                return false;
        }
    }
}
