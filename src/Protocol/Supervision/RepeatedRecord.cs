using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// A record that a node makes by itself and may ask for again: the same one after a restart, so it stands once; another
/// one after the chain rejected it, or one rejection, deserved at that moment, would silence it for ever.
/// </summary>
public static class RepeatedRecord
{
    /// <summary>Rejections after which it is not tried any more.</summary>
    public const int RejectionsMax = 8;

    /// <summary>Null where the chain rejected it too often.</summary>
    /// <param name="chain">The chain it is for.</param>
    /// <param name="issuedAtMillis">Fixed for what it says.</param>
    /// <param name="body">What it says.</param>
    /// <param name="key">Its author's.</param>
    public static Record? Sign(ChainState chain, ulong issuedAtMillis, RecordBody body, SigningKey key)
    {
        for (var rejections = 0UL; rejections < RejectionsMax; rejections++)
        {
            var record = Record.Sign(chain.ChainId, issuedAtMillis + rejections, body, key);
            if (chain.Entries.Record(record.Id) is not { Accepted: false })
            {
                return record;
            }
        }

        return null;
    }
}
