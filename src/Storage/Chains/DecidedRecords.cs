using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Storage.Chains;

/// <summary>Every record that a block decides: its own, and those that its rejections carry.</summary>
internal static class DecidedRecords
{
    public static IEnumerable<(Bytes32 RecordId, RecordLocation Location)> In(Block block)
    {
        for (var index = 0; index < block.Records.Count; index++)
        {
            var record = block.Records[index];
            yield return (record.Id, new RecordLocation(block.Header.Height, (ushort)index, IsRefused: false));
            if (record.Body is Rejection rejection)
            {
                yield return (rejection.Refused.Id, new RecordLocation(block.Header.Height, (ushort)index, IsRefused: true));
            }
        }
    }
}
