using HospitalChain.Crypto;
using HospitalChain.Node.Supervision;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A hospital's credit on the registry chain as one line.</summary>
/// <param name="SuspendedAtHeight">0 while in good standing.</param>
/// <param name="Changes">What changed it, newest first.</param>
public sealed record HospitalRow(Bytes32 Key, Bytes32 ChainId, uint Points, uint Start, uint Bound, ulong SuspendedAtHeight, IReadOnlyList<CreditChange> Changes)
{
    public bool Suspended => SuspendedAtHeight != 0;

    /// <summary>How much of the way from the bound to the start is left, in percent.</summary>
    public int Share => Math.Max(0, (int)Math.Min(Points, Start) - (int)Bound) * 100 / (int)(Start - Bound);

    public static HospitalRow Of(ChainState registry, Bytes32 key, IReadOnlyList<CreditChange> changes)
    {
        var (entries, parameters) = (registry.Entries, registry.Genesis.Parameters);
        var credit = entries.Credit(key);
        return new HospitalRow(
            key,
            entries.Enrolment(key)?.HospitalChainId ?? default,
            credit?.Points ?? parameters.CreditStart,
            parameters.CreditStart,
            parameters.CreditLowerBound,
            credit?.ExpelledAtHeight ?? 0,
            [.. changes.Reverse()]);
    }
}
