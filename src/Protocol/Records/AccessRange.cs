using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// What a document's author allows at all (P21 §4.3.3): who, from, until. A delivery needs this and a grant.
/// </summary>
public sealed class AccessRange
{
    private const int Fields = 3;

    /// <summary>Signing keys of those who may read, in rising order; none listed means whoever a grant names.</summary>
    public required IReadOnlyList<Bytes32> Readers { get; init; }

    /// <summary>First millisecond of the range.</summary>
    public required ulong FromMillis { get; init; }

    /// <summary>First millisecond after the range.</summary>
    public required ulong UntilMillis { get; init; }

    /// <summary>A range of these readers, in whatever order they are given.</summary>
    public static AccessRange Of(IEnumerable<Bytes32> readers, ulong fromMillis, ulong untilMillis) => new()
    {
        Readers = HashSetCodec.InOrder(readers),
        FromMillis = fromMillis,
        UntilMillis = untilMillis,
    };

    /// <summary>This reader may read at this time.</summary>
    public bool Admits(Bytes32 reader, ulong timeMillis) =>
        timeMillis >= FromMillis && timeMillis < UntilMillis && (Readers.Count == 0 || Readers.Contains(reader));

    internal void Write(CanonicalWriter writer) =>
        writer.Array(Fields).HashSet(Readers).UInt(FromMillis).UInt(UntilMillis);

    internal static AccessRange Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new AccessRange
        {
            Readers = reader.HashSet(0, RecordLimits.ReadersMax),
            FromMillis = reader.UInt(ulong.MaxValue),
            UntilMillis = reader.UInt(ulong.MaxValue),
        };
    }
}
