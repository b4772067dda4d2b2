using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A grant as it stands.</summary>
/// <param name="RevokedAtHeight">0 while it was not revoked.</param>
/// <param name="ReceiptId">The proxy's receipt that it destroyed its key; null while there is none.</param>
public sealed record GrantRow(GrantPlace Place, ulong RevokedAtHeight, Bytes32? ReceiptId)
{
    public static GrantRow Of(GrantPlace place, ChainEntries entries) =>
        new(place, entries.Grant(place.GrantId)?.RevokedAtHeight ?? 0, entries.RevocationReceiptOf(place.GrantId));

    public string Standing(ulong nowMillis) =>
        RevokedAtHeight > 0 ? "revoked" : nowMillis >= Place.UntilMillis ? "over" : nowMillis < Place.FromMillis ? "not yet" : "in force";
}
