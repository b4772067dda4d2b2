using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// GROUP-KEY-DELIVERY mail, hospital to doctor k once all have answered: MAC_k, everyone's signed point, and the key
/// wrapped. Canonical: [1, chain id, sid, U bin33, MAC_k bin32, [[V_i bin33, BC22-GK-V bin64], …], wrapped bin48].
/// </summary>
public sealed class GroupKeyDelivery
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>U of the run.</summary>
    public required SecpPoint Hospital { get; init; }

    /// <summary>MAC_k.</summary>
    public required Bytes32 Mac { get; init; }

    /// <summary>V_1 … V_n in the team's order.</summary>
    public required IReadOnlyList<SignedPoint> Points { get; init; }

    /// <summary>The group key for doctor k, 48 bytes.</summary>
    public required ReadOnlyMemory<byte> Wrapped { get; init; }

    public static Parsed<GroupKeyDelivery> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var sid = reader.Bytes32();
        var hospital = PointCodec.Read(ref reader);
        var mac = reader.Bytes32();
        var points = new List<SignedPoint>();
        for (var left = reader.List(1, RecordLimits.TeamSizeMax); left > 0; left--)
        {
            if (SignedPoint.Read(ref reader) is not { } point)
            {
                return Refusals.Malformed.With("group key delivery");
            }

            points.Add(point);
        }

        var wrapped = reader.Fixed(TeamGroupKey.WrappedSize);
        return reader.Complete && hospital is not null
            ? new GroupKeyDelivery { ChainId = chainId, Sid = sid, Hospital = hospital, Mac = mac, Points = points, Wrapped = wrapped }
            : Refusals.Malformed.With("group key delivery");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Sid).Point(Hospital).Bytes(Mac).Array(Points.Count);
        foreach (var point in Points)
        {
            point.Write(writer);
        }

        return writer.Bytes(Wrapped.Span).ToArray();
    }
}
