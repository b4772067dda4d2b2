using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Blocks;

/// <summary>A sealed header and its records, parsed. What it claims is checked by the chain's rules.</summary>
/// <param name="Sealed">The sealed header.</param>
/// <param name="Records">As many as the header counts, in order.</param>
public sealed record Block(SealedHeader Sealed, IReadOnlyList<Record> Records)
{
    private const ulong Version = 1;
    private const int Fields = 3;

    public Header Header => Sealed.Header;

    /// <summary>RFC 6962 root over id‖signature of each record.</summary>
    public static Bytes32 RecordsRootOf(IReadOnlyList<Record> records) =>
        MerkleTree.Root(records.Select(record => new ReadOnlyMemory<byte>(LeafOf(record))));

    /// <summary>A record's leaf under the records root: id‖signature, 96 bytes.</summary>
    public static byte[] LeafOf(Record record)
    {
        var leaf = new byte[Bytes32.Size + Signature64.Size];
        record.Id.CopyTo(leaf);
        record.Signature.CopyTo(leaf.AsSpan(Bytes32.Size));
        return leaf;
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        Sealed.Write(writer);
        writer.Array(Records.Count);
        foreach (var record in Records)
        {
            writer.Bytes(record.Bytes.Span);
        }

        return writer.ToArray();
    }

    /// <summary>Accepts exactly the canonical bytes of a block whose records parse and are as many as its header says.</summary>
    public static Parsed<Block> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > RecordLimits.BlockBytesMax)
        {
            return Refusals.RecordTooLarge.With($"block of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var sealedHeader = SealedHeader.Read(ref reader);
        var records = new Record[reader.List(0, RecordLimits.RecordsPerBlockMax)];
        for (var i = 0; i < records.Length; i++)
        {
            var record = Record.Parse(reader.Bytes(0, RecordLimits.RecordBytesMax));
            if (!record.Ok)
            {
                return Refusals.Malformed.With("record in block");
            }

            records[i] = record.Value;
        }

        if (!reader.Complete || records.Length != sealedHeader.Header.Count)
        {
            return Refusals.Malformed.With("block");
        }

        return new Block(sealedHeader, records);
    }
}
