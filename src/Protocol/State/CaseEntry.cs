using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>What a party is charged with, how far that is, and what it cost (chain.md §4.5).</summary>
public sealed record CaseEntry
{
    private const ulong Version = 1;
    private const int Fields = 8;

    /// <summary>Code of the offence; on a hospital's chain of the refusal.</summary>
    public required string Code { get; init; }

    /// <summary>Signing key of the hospital, on a hospital's chain of the doctor.</summary>
    public required Bytes32 Accused { get; init; }

    /// <summary>Whom the report is by; on a hospital's chain the hospital.</summary>
    public required Bytes32 Accuser { get; init; }

    /// <summary>Time of the block that opened the case, milliseconds since 1970.</summary>
    public required ulong OpenedMillis { get; init; }

    public required CaseStage Stage { get; init; }

    /// <summary>Points taken; 0 before the sanction.</summary>
    public required uint Points { get; init; }

    /// <summary>Points given back.</summary>
    public required uint Restored { get; init; }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Text(Code).Bytes(Accused).Bytes(Accuser)
        .UInt(OpenedMillis).UInt((ulong)Stage).UInt(Points).UInt(Restored).ToArray();

    public static CaseEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new CaseEntry
        {
            Code = reader.Text(RecordLimits.CodeBytesMax),
            Accused = reader.Bytes32(),
            Accuser = reader.Bytes32(),
            OpenedMillis = reader.UInt(ulong.MaxValue),
            Stage = (CaseStage)reader.UInt((ulong)CaseStage.Closed),
            Points = (uint)reader.UInt(uint.MaxValue),
            Restored = (uint)reader.UInt(uint.MaxValue),
        };
        return reader.Complete ? entry : null;
    }
}
