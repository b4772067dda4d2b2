using HospitalChain.Client.Http;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Keys;

/// <summary>Records that a draft keeps while the key that signed them may be rotated away.</summary>
internal static class DraftRecords
{
    /// <summary>The draft's record, as long as its author still is the own key or the chain took it before; null where it must be made anew.</summary>
    public static async Task<Record?> KeptAsync(ClientSession session, byte[]? bytes, LoginIdentity identity, CancellationToken cancellation)
    {
        if (bytes is null)
        {
            return null;
        }

        var record = Record.Parse(bytes).OrRefuse();
        return record.Author == identity.Key.PublicKey
            || await session.Chains.RecordEntryAsync(record.ChainId, record.Id, identity, cancellation).ConfigureAwait(false) is { Accepted: true }
                ? record
                : null;
    }
}
