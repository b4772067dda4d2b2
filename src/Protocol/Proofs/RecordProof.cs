using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>
/// That a record stands in a sealed block (chain.md §3), checkable offline with nothing but the chain's genesis.
/// Canonical: [1, sealed header, record, index in the block, path, head proof (a list of 0 or 1)]. Parsed only:
/// <see cref="Verify"/> makes the <see cref="ProvenRecord"/>.
/// </summary>
public sealed class RecordProof
{
    /// <summary>The longest canonical proof.</summary>
    public const int BytesMax = RecordLimits.RecordBytesMax + 8192;

    private const ulong Version = 1;
    private const int Fields = 6;
    private const int BlockPathMax = 4;

    private RecordProof(SealedHeader header, Record record, InclusionProof path, HeadProof? head)
    {
        Sealed = header;
        Record = record;
        Path = path;
        Head = head;
    }

    /// <summary>The header of the record's block.</summary>
    public SealedHeader Sealed { get; }

    public Record Record { get; }

    /// <summary>From the record's leaf to the header's records root.</summary>
    public InclusionProof Path { get; }

    /// <summary>That the block is still in the chain at a later HEAD; null where it was not asked for.</summary>
    public HeadProof? Head { get; }

    /// <summary>Proves the record at <paramref name="index"/> of a block.</summary>
    public static RecordProof Of(Block block, int index, HeadProof? head) => new(
        block.Sealed,
        block.Records[index],
        MerkleTree.ProveInclusion(block.Records.Select(record => new ReadOnlyMemory<byte>(Block.LeafOf(record))), index),
        head);

    public static Parsed<RecordProof> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > BytesMax)
        {
            return Refusals.RecordTooLarge.With($"proof of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var header = SealedHeader.Read(ref reader);
        var record = Record.Parse(reader.Bytes(0, RecordLimits.RecordBytesMax));
        var index = reader.UInt(RecordLimits.RecordsPerBlockMax);
        var path = HashListCodec.Read(ref reader, BlockPathMax);
        var head = reader.List(0, 1) == 1 ? HeadProof.Read(ref reader, header.Header.Height) : null;
        return reader.Complete && record.Ok
            ? new RecordProof(header, record.Value, new InclusionProof((long)index, [.. path]), head)
            : Refusals.Malformed.With("record proof");
    }

    /// <summary>The record as proven, or why it is not: seal, place in the block, author's signature, place under HEAD.</summary>
    public Parsed<ProvenRecord> Verify(Genesis genesis)
    {
        var header = Sealed.Header;
        if (SealCheck.Refuses(Sealed, genesis) is { } refusal)
        {
            return refusal;
        }

        if (Record.ChainId != genesis.ChainId)
        {
            return Refusals.WrongChain.With($"record of chain {Record.ChainId}");
        }

        if (!Path.Verify(header.Count, header.RecordsRoot, Block.LeafOf(Record)))
        {
            return Refusals.ProofInvalid.With($"record {Record.Id} in block {header.Height}");
        }

        if (!Bip340.Verify(Record.Author, SignedMessage.Record(Record.ChainId, Record.Id), Record.Signature))
        {
            return Refusals.SignatureInvalid.With($"record {Record.Id}");
        }

        return Head?.Verify(genesis, header) is { } later ? later : new ProvenRecord(Record, header, Head?.Head);
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        Sealed.Write(writer);
        writer.Bytes(Record.Bytes.Span).UInt((ulong)Path.Index);
        HashListCodec.Write(writer, Path.Path.AsSpan());
        if (Head is null)
        {
            return writer.Array(0).ToArray();
        }

        writer.Array(1);
        Head.Write(writer);
        return writer.ToArray();
    }
}
