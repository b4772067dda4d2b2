using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// GROUP-KEY-REPLY mail, doctor to hospital: V_k, and MAC†_k, which shows that the doctor holds the secret of this very U
/// and V_k. Canonical: [1, chain id, sid, U bin33, V_k bin33, BC22-GK-V bin64, MAC†_k bin32].
/// </summary>
public sealed class GroupKeyReply
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>U of the call that this answers.</summary>
    public required SecpPoint Hospital { get; init; }

    /// <summary>V_k.</summary>
    public required SecpPoint Doctor { get; init; }

    /// <summary>BC22-GK-V by the doctor over sid and V_k.</summary>
    public required Signature64 Signature { get; init; }

    /// <summary>MAC†_k.</summary>
    public required Bytes32 Mac { get; init; }

    public static Parsed<GroupKeyReply> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var sid = reader.Bytes32();
        var hospital = PointCodec.Read(ref reader);
        var doctor = PointCodec.Read(ref reader);
        var signature = reader.Signature();
        var mac = reader.Bytes32();
        return reader.Complete && hospital is not null && doctor is not null
            ? new GroupKeyReply { ChainId = chainId, Sid = sid, Hospital = hospital, Doctor = doctor, Signature = signature, Mac = mac }
            : Refusals.Malformed.With("group key reply");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Sid).Point(Hospital).Point(Doctor).Bytes(Signature).Bytes(Mac).ToArray();
}
