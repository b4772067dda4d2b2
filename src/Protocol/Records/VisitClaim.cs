using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// What the patient's client makes and signs at the desk (L19-C): pseudo-identity and the visit's own keys. The
/// hospital assigns doctors only afterwards, so the VISIT signature covers this part and not their list.
/// </summary>
public sealed class VisitClaim
{
    private const ulong Version = 1;
    private const int Fields = 7;

    /// <summary>PID, sealed to the hospital, 145 bytes, fresh for every visit.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>PK_j = g^{x_j}, compressed G1, 48 bytes.</summary>
    public required ReadOnlyMemory<byte> VisitKey { get; init; }

    /// <summary>The visit's signing, sealing and P21 receiving keys.</summary>
    public required PartyKeys Keys { get; init; }

    /// <summary>H(α).</summary>
    public required Bytes32 EvidenceHash { get; init; }

    /// <summary>The chain this visit is for: the claim is worth nothing elsewhere.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>When the patient signed, milliseconds since 1970.</summary>
    public required ulong TimeMillis { get; init; }

    /// <summary>SHA-256 of the canonical claim: what VISIT signs.</summary>
    public Bytes32 Hash()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return new Bytes32(SHA256.HashData(writer.ToArray()));
    }

    public void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(Pid.Span).Bytes(VisitKey.Span);
        Keys.Write(writer);
        writer.Bytes(EvidenceHash).Bytes(ChainId).UInt(TimeMillis);
    }

    public static VisitClaim Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new VisitClaim
        {
            Pid = reader.Fixed(RecordLimits.PidBytes),
            VisitKey = reader.Fixed(RecordLimits.VisitKeyBytes),
            Keys = PartyKeys.Read(ref reader),
            EvidenceHash = reader.Bytes32(),
            ChainId = reader.Bytes32(),
            TimeMillis = reader.UInt(ulong.MaxValue),
        };
    }
}
