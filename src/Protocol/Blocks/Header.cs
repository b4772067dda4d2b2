using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Blocks;

/// <summary>A block's header without its seal (chain.md §3).</summary>
public sealed class Header
{
    private const ulong Version = 1;
    private const int Fields = 11;
    private Bytes32? hash;

    public required Bytes32 ChainId { get; init; }

    public required ulong Height { get; init; }

    /// <summary>Hash of the header before; zero at height 0.</summary>
    public required Bytes32 Previous { get; init; }

    /// <summary>Block time, milliseconds since 1970, later than the parent's.</summary>
    public required ulong TimeMillis { get; init; }

    /// <summary>Records in the block: 0 at height 0, else 1 to 10.</summary>
    public required uint Count { get; init; }

    /// <summary>RFC 6962 root over id‖signature of each record.</summary>
    public required Bytes32 RecordsRoot { get; init; }

    /// <summary>RFC 6962 root over the hashes of all earlier headers.</summary>
    public required Bytes32 HistoryRoot { get; init; }

    /// <summary>Root of the state after this block.</summary>
    public required Bytes32 StateRoot { get; init; }

    public required RegistryHead RegistryHead { get; init; }

    /// <summary>Kdf("HEADER", 32; header bytes).</summary>
    public Bytes32 Hash => hash ??= Transcript.Of(Labels.Header).Add(ToBytes()).Hash32();

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    internal void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version)
        .Bytes(ChainId).UInt(Height).Bytes(Previous).UInt(TimeMillis).UInt(Count)
        .Bytes(RecordsRoot).Bytes(HistoryRoot).Bytes(StateRoot).UInt(RegistryHead.Height).Bytes(RegistryHead.HeaderHash);

    internal static Header Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Header
        {
            ChainId = reader.Bytes32(),
            Height = reader.UInt(ulong.MaxValue),
            Previous = reader.Bytes32(),
            TimeMillis = reader.UInt(ulong.MaxValue),
            Count = (uint)reader.UInt(RecordLimits.RecordsPerBlockMax),
            RecordsRoot = reader.Bytes32(),
            HistoryRoot = reader.Bytes32(),
            StateRoot = reader.Bytes32(),
            RegistryHead = new RegistryHead(reader.UInt(ulong.MaxValue), reader.Bytes32()),
        };
    }
}
