using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// GROUP-KEY-CALL mail, hospital to each doctor: U, which names the run. Canonical: [1, chain id, sid, U bin33,
/// BC22-GK-U bin64, expiry].
/// </summary>
public sealed class GroupKeyCall
{
    private const ulong Version = 1;
    private const int Fields = 6;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>U.</summary>
    public required SecpPoint Hospital { get; init; }

    /// <summary>BC22-GK-U by the hospital over sid and U.</summary>
    public required Signature64 Signature { get; init; }

    /// <summary>When the run ends if a doctor is missing, milliseconds since 1970.</summary>
    public required ulong ExpiryMillis { get; init; }

    public static Parsed<GroupKeyCall> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var sid = reader.Bytes32();
        var point = PointCodec.Read(ref reader);
        var signature = reader.Signature();
        var expiry = reader.UInt(ulong.MaxValue);
        return reader.Complete && point is not null
            ? new GroupKeyCall { ChainId = chainId, Sid = sid, Hospital = point, Signature = signature, ExpiryMillis = expiry }
            : Refusals.Malformed.With("group key call");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Sid).Point(Hospital).Bytes(Signature).UInt(ExpiryMillis).ToArray();
}
