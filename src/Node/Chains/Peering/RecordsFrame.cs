using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Records passed on towards the supernode.</summary>
internal static class RecordsFrame
{
    public const int RecordsMax = 256;

    private const int Fields = 1;
    private const int RecordOverheadBytes = 5;

    /// <summary>As few frames as their limits allow, in order.</summary>
    public static IEnumerable<byte[]> Split(Bytes32 chainId, IReadOnlyList<Record> records)
    {
        var part = new List<Record>();
        var bytes = ChainFrames.OverheadBytesMax;
        foreach (var record in records)
        {
            var size = record.Bytes.Length + RecordOverheadBytes;
            if (part.Count == RecordsMax || bytes + size > ChainFrames.RecordsBytesMax)
            {
                yield return ToBytes(chainId, part);
                part.Clear();
                bytes = ChainFrames.OverheadBytesMax;
            }

            part.Add(record);
            bytes += size;
        }

        if (part.Count > 0)
        {
            yield return ToBytes(chainId, part);
        }
    }

    /// <summary>Null when it is not canonical, or a record is another chain's. Signatures are not checked.</summary>
    public static IReadOnlyList<Record>? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var records = new Record[reader.List(1, RecordsMax)];
        for (var i = 0; i < records.Length; i++)
        {
            if (Record.Parse(reader.Bytes(0, RecordLimits.RecordBytesMax)).Value is not { } record || record.ChainId != chainId)
            {
                return null;
            }

            records[i] = record;
        }

        return reader.Complete ? records : null;
    }

    private static byte[] ToBytes(Bytes32 chainId, List<Record> records)
    {
        var writer = FrameEnvelope.Begin(Fields, chainId).Array(records.Count);
        foreach (var record in records)
        {
            writer.Bytes(record.Bytes.Span);
        }

        return writer.ToArray();
    }
}
