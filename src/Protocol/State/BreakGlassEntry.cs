using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>An emergency as the chain keeps it: who, until when, what was read, whether it is closed and how it was judged.</summary>
public sealed record BreakGlassEntry
{
    private const ulong Version = 1;
    private const int Fields = 9;

    public required Bytes32 EscrowId { get; init; }

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>Who opened together, the one who leads first.</summary>
    public required IReadOnlyList<Bytes32> Officers { get; init; }

    public required ulong UntilMillis { get; init; }

    public required ulong ReviewDueMillis { get; init; }

    /// <summary>Record ids read under it, rising.</summary>
    public required IReadOnlyList<Bytes32> Opened { get; init; }

    /// <summary>Height of the block that closed it; 0 while open.</summary>
    public required ulong ClosedAtHeight { get; init; }

    public required ReviewVerdict Verdict { get; init; }

    public bool Closed => ClosedAtHeight != 0;

    /// <summary>Who leads.</summary>
    public Bytes32 Lead => Officers[0];

    /// <summary>The same with one more record read; unchanged where it was read before, or the list is full.</summary>
    public BreakGlassEntry WithRead(Bytes32 recordId) =>
        Opened.Contains(recordId) || Opened.Count >= RecordLimits.OpenedMax ? this : this with { Opened = HashSetCodec.InOrder([.. Opened, recordId]) };

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(EscrowId).Bytes(Pid.Span);
        Proofs.HashListCodec.Write(writer, [.. Officers]);
        return writer.UInt(UntilMillis).UInt(ReviewDueMillis).HashSet(Opened).UInt(ClosedAtHeight).UInt((ulong)Verdict).ToArray();
    }

    public static BreakGlassEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new BreakGlassEntry
        {
            EscrowId = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Officers = Proofs.HashListCodec.Read(ref reader, RecordLimits.EscrowHoldersMax),
            UntilMillis = reader.UInt(ulong.MaxValue),
            ReviewDueMillis = reader.UInt(ulong.MaxValue),
            Opened = reader.HashSet(0, RecordLimits.OpenedMax),
            ClosedAtHeight = reader.UInt(ulong.MaxValue),
            Verdict = (ReviewVerdict)reader.UInt((ulong)ReviewVerdict.Overdue),
        };
        return reader.Complete && entry.Officers.Count > 0 ? entry : null;
    }
}
